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
    <name>Explore</name>
    <message numerus="yes">
        <source>%Ln worker(s)</source>
        <translation>
            <numerusform>%Ln worker</numerusform>
            <numerusform>%Ln workers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the %Ln core(s) were never full</source>
        <translation>
            <numerusform>the %Ln core were never full</numerusform>
            <numerusform>the %Ln cores were never full</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>from {0} on the %Ln core(s) are full</source>
        <translation>
            <numerusform>from {0} on the %Ln core are full</numerusform>
            <numerusform>from {0} on the %Ln cores are full</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s) took much longer than the others with the same values.</source>
        <translation>
            <numerusform>%Ln run took much longer than the others with the same values.</numerusform>
            <numerusform>%Ln runs took much longer than the others with the same values.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Measured before, on {0} with %Ln core(s).</source>
        <translation>
            <numerusform>Measured before, on {0} with %Ln core.</numerusform>
            <numerusform>Measured before, on {0} with %Ln cores.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Go on: %Ln run(s)</source>
        <translation>
            <numerusform>Go on: %Ln run</numerusform>
            <numerusform>Go on: %Ln runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sweep: %Ln run(s)</source>
        <translation>
            <numerusform>Sweep: %Ln run</numerusform>
            <numerusform>Sweep: %Ln runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>From {0}: %Ln run(s).</source>
        <translation>
            <numerusform>From {0}: %Ln run.</numerusform>
            <numerusform>From {0}: %Ln runs.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s).</source>
        <translation>
            <numerusform>%Ln run.</numerusform>
            <numerusform>%Ln runs.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>this computer: %Ln core(s)</source>
        <translation>
            <numerusform>this computer: %Ln core</numerusform>
            <numerusform>this computer: %Ln cores</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Findings</name>
    <message numerus="yes">
        <source>%Ln process(es) ended before they began: under {0} each child imports the program again, so what starts processes must stand under {1}</source>
        <translation>
            <numerusform>%Ln process ended before it began: under {0} each child imports the program again, so what starts processes must stand under {1}</numerusform>
            <numerusform>%Ln processes ended before they began: under {0} each child imports the program again, so what starts processes must stand under {1}</numerusform>
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
        <source>that breaks its executor: %Ln open task(s) end in BrokenProcessPool</source>
        <translation>
            <numerusform>that breaks its executor: %Ln open task ends in BrokenProcessPool</numerusform>
            <numerusform>that breaks its executor: %Ln open tasks end in BrokenProcessPool</numerusform>
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
    <message numerus="yes">
        <source>%Ln call(s) to managers</source>
        <translation>
            <numerusform>%Ln call to managers</numerusform>
            <numerusform>%Ln calls to managers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln zombie(s)</source>
        <translation>
            <numerusform>%Ln zombie</numerusform>
            <numerusform>%Ln zombies</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln thread(s)</source>
        <translation>
            <numerusform>%Ln thread</numerusform>
            <numerusform>%Ln threads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Problem</name>
    <message numerus="yes">
        <source>%Ln byte(s) in the channel were no events</source>
        <translation>
            <numerusform>%Ln byte in the channel was no event</numerusform>
            <numerusform>%Ln bytes in the channel were no events</numerusform>
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
</context>
</TS>
