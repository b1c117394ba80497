<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>Console</name>
    <message numerus="yes">
        <source>%Ln line(s)</source>
        <translation>
            <numerusform>%Ln line</numerusform>
            <numerusform>%Ln lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Headline</name>
    <message numerus="yes">
        <source>task(s)</source>
        <translation>
            <numerusform>task</numerusform>
            <numerusform>tasks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>of %Ln worker(s)</source>
        <translation>
            <numerusform>of %Ln worker</numerusform>
            <numerusform>of %Ln workers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProcessesControl</name>
    <message numerus="yes">
        <source>this computer: %Ln core(s)</source>
        <translation>
            <numerusform>this computer: %Ln core</numerusform>
            <numerusform>this computer: %Ln cores</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message numerus="yes">
        <source>%Ln event(s) lost</source>
        <translation>
            <numerusform>%Ln event lost</numerusform>
            <numerusform>%Ln events lost</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s)</source>
        <translation>
            <numerusform>%Ln event</numerusform>
            <numerusform>%Ln events</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln worker(s)</source>
        <translation>
            <numerusform>%Ln worker</numerusform>
            <numerusform>%Ln workers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0} of %Ln task(s)</source>
        <translation>
            <numerusform>{0} of %Ln task</numerusform>
            <numerusform>{0} of %Ln tasks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln task(s)</source>
        <translation>
            <numerusform>%Ln task</numerusform>
            <numerusform>%Ln tasks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln process(es) run a pool that Poolscope does not know ({0}): its tasks are not seen</source>
        <translation>
            <numerusform>%Ln process runs a pool that Poolscope does not know ({0}): its tasks are not seen</numerusform>
            <numerusform>%Ln processes run a pool that Poolscope does not know ({0}): its tasks are not seen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln process(es) ended before they began: under {0} each child imports the program again, so what starts processes must stand under {1}</source>
        <translation>
            <numerusform>%Ln process ended before it began: under {0} each child imports the program again, so what starts processes must stand under {1}</numerusform>
            <numerusform>%Ln processes ended before they began: under {0} each child imports the program again, so what starts processes must stand under {1}</numerusform>
        </translation>
    </message>
</context>
</TS>
