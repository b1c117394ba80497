<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Actions</name>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Stop the run</source>
        <translation>停止运行</translation>
    </message>
    <message>
        <source>Kill the run while it stops: nothing of it is saved</source>
        <translation>停止过程中立即终止：什么都不会保存</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Explore</source>
        <translation>探索</translation>
    </message>
    <message>
        <source>Programs…</source>
        <translation>全部程序…</translation>
    </message>
    <message>
        <source>Open program…</source>
        <translation>打开程序…</translation>
    </message>
    <message>
        <source>Open trace…</source>
        <translation>打开运行记录…</translation>
    </message>
    <message>
        <source>Save program</source>
        <translation>保存程序</translation>
    </message>
    <message>
        <source>Save program as…</source>
        <translation>程序另存为…</translation>
    </message>
    <message>
        <source>Save trace…</source>
        <translation>保存运行记录…</translation>
    </message>
    <message>
        <source>Copy a picture of the timeline</source>
        <translation>复制时间线图片</translation>
    </message>
    <message>
        <source>Save a picture of the timeline…</source>
        <translation>保存时间线图片…</translation>
    </message>
    <message>
        <source>Copy a picture of the window</source>
        <translation>复制窗口图片</translation>
    </message>
    <message>
        <source>Save a picture of the window…</source>
        <translation>保存窗口图片…</translation>
    </message>
    <message>
        <source>In the program: Tab indents, or leaves it</source>
        <translation>代码框中：Tab 键缩进，或移出代码框</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Move to earlier</source>
        <translation>向前移动（更早）</translation>
    </message>
    <message>
        <source>Move to later</source>
        <translation>向后移动（更晚）</translation>
    </message>
    <message>
        <source>Fit the selection, or the whole run</source>
        <translation>显示所选时间段或整次运行</translation>
    </message>
    <message>
        <source>Previous task of the same worker</source>
        <translation>同一工作进程的上一个任务</translation>
    </message>
    <message>
        <source>Next task of the same worker</source>
        <translation>同一工作进程的下一个任务</translation>
    </message>
    <message>
        <source>Pause the view, not the run</source>
        <translation>暂停画面（程序继续运行）</translation>
    </message>
    <message>
        <source>Clear the selection</source>
        <translation>清除选择</translation>
    </message>
    <message>
        <source>Compare with the run before</source>
        <translation>与上一次运行对比</translation>
    </message>
    <message>
        <source>Projector: everything larger</source>
        <translation>投影模式：全部放大</translation>
    </message>
    <message>
        <source>Next theme</source>
        <translation>切换主题</translation>
    </message>
    <message>
        <source>The other language</source>
        <translation>切换语言（English）</translation>
    </message>
    <message>
        <source>List of keys</source>
        <translation>快捷键列表</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>{0} ({1})</source>
        <translation>{0}（{1}）</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Theme of the system</source>
        <translation>跟随系统主题</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Language of the system</source>
        <translation>跟随系统语言</translation>
    </message>
    <message>
        <source>Ctrl+wheel</source>
        <translation>Ctrl+滚轮</translation>
    </message>
    <message>
        <source>Zoom at the mouse</source>
        <translation>以鼠标位置为中心缩放</translation>
    </message>
    <message>
        <source>Shift+wheel</source>
        <translation>Shift+滚轮</translation>
    </message>
    <message>
        <source>Move to earlier or later</source>
        <translation>向前或向后移动</translation>
    </message>
    <message>
        <source>Drag</source>
        <translation>拖动</translation>
    </message>
    <message>
        <source>Select a time range and see its statistics</source>
        <translation>选择一段时间并查看统计</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>单击</translation>
    </message>
    <message>
        <source>Select a task</source>
        <translation>选中一个任务</translation>
    </message>
</context>
<context>
    <name>App</name>
    <message>
        <source>{0} could not be written: {1}</source>
        <translation>无法写入 {0}：{1}</translation>
    </message>
</context>
<context>
    <name>Callbacks</name>
    <message>
        <source>Callbacks</source>
        <translation>回调</translation>
    </message>
    <message>
        <source>none so far</source>
        <translation>暂无</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>not all in the main process</source>
        <translation>并非都在主进程中执行</translation>
    </message>
    <message>
        <source>run in the main process, one at a time</source>
        <translation>在主进程中逐个执行</translation>
    </message>
</context>
<context>
    <name>CallbacksModel</name>
    <message>
        <source>at</source>
        <translation>时刻</translation>
    </message>
    <message>
        <source>task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>worker PID</source>
        <translation>工作进程 PID</translation>
    </message>
    <message>
        <source>queue</source>
        <translation>排队</translation>
    </message>
    <message>
        <source>ran</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>callback PID</source>
        <translation>回调 PID</translation>
    </message>
    <message>
        <source>raised on line {0}</source>
        <translation>在第 {0} 行抛出异常</translation>
    </message>
    <message>
        <source>raised</source>
        <translation>抛出异常</translation>
    </message>
</context>
<context>
    <name>Chooser</name>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>{0} (recorded)</source>
        <translation>{0}（运行记录）</translation>
    </message>
    <message>
        <source>Programs…</source>
        <translation>全部程序…</translation>
    </message>
    <message>
        <source>Open file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>changed, not saved</source>
        <translation>已修改，未保存</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>Close the window</source>
        <translation>关闭窗口</translation>
    </message>
    <message>
        <source>{0} is still running.</source>
        <translation>{0} 仍在运行。</translation>
    </message>
    <message>
        <source>Stop asks it to end and gives it {0:g} s. Kill ends it at once, and nothing of it is saved.</source>
        <translation>“停止”会请求它结束，并给它 {0:g} 秒。“终止”会立刻结束它，什么都不会保存。</translation>
    </message>
    <message>
        <source>Wait for its end</source>
        <translation>等它结束</translation>
    </message>
    <message>
        <source>A sweep of {0} is still running.</source>
        <translation>{0} 的扫描还在进行。</translation>
    </message>
    <message>
        <source>What was measured is gone with the window.</source>
        <translation>关闭窗口后，已测得的结果不再保留。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Kill</source>
        <translation>终止</translation>
    </message>
    <message>
        <source>The window closes when the sweep has ended.</source>
        <translation>扫描结束后窗口会关闭。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>The window closes when the run has ended.</source>
        <translation>运行结束后窗口会关闭。</translation>
    </message>
</context>
<context>
    <name>Comparison</name>
    <message>
        <source>{0} so far, before {1}</source>
        <translation>目前 {0}，上次 {1}</translation>
    </message>
    <message>
        <source>not compared: {0}</source>
        <translation>未作比较：{0}</translation>
    </message>
    <message>
        <source>not the same work: {0} of {1} tasks finished, before {2} of {3} ({4} → {5})</source>
        <translation>完成的工作不同：本次完成 {0}/{1} 个任务，上次 {2}/{3} 个（{4} → {5}）</translation>
    </message>
    <message>
        <source>about as fast as before ({0} → {1})</source>
        <translation>与上次快慢相当（{0} → {1}）</translation>
    </message>
    <message>
        <source>{0}× faster than before ({1} → {2})</source>
        <translation>速度是上次的 {0} 倍（{1} → {2}）</translation>
    </message>
    <message>
        <source>{0}× slower than before ({1} → {2})</source>
        <translation>用时是上次的 {0} 倍（{1} → {2}）</translation>
    </message>
    <message>
        <source>this run</source>
        <translation>本次运行</translation>
    </message>
    <message>
        <source>the run before</source>
        <translation>上次运行</translation>
    </message>
    <message>
        <source>{0} was stopped after {1}</source>
        <translation>{0}在 {1} 后被停止</translation>
    </message>
    <message>
        <source>{0} reached its time limit after {1}</source>
        <translation>{0}在 {1} 后达到时间限制</translation>
    </message>
    <message>
        <source>{0} could not be started</source>
        <translation>{0}未能启动</translation>
    </message>
    <message>
        <source>{0} ended with {2} after {1}</source>
        <translation>{0}在 {1} 后结束，退出状态 {2}</translation>
    </message>
    <message>
        <source>the record of {0} ends after {1}</source>
        <translation>{0}的记录到 {1} 为止</translation>
    </message>
    <message>
        <source>another program, before {0}</source>
        <translation>程序不同，上次是 {0}</translation>
    </message>
    <message>
        <source>nothing changed</source>
        <translation>没有改动</translation>
    </message>
    <message>
        <source>other text</source>
        <translation>代码有改动</translation>
    </message>
    <message>
        <source>{0} = {1} is new</source>
        <translation>新增 {0} = {1}</translation>
    </message>
    <message>
        <source>{0} is gone</source>
        <translation>{0} 已删除</translation>
    </message>
    <message>
        <source>{0} → {1} cores</source>
        <translation>{0} → {1} 核</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
</context>
<context>
    <name>Console</name>
    <message>
        <source>Console</source>
        <translation>控制台</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s)</source>
        <translation>
            <numerusform>%Ln 行</numerusform>
        </translation>
    </message>
    <message>
        <source>{0}, {1} dropped</source>
        <translation>{0}，已丢弃 {1} 行</translation>
    </message>
    <message>
        <source>The output of this run was not recorded.</source>
        <translation>这次运行的输出没有记录。</translation>
    </message>
    <message>
        <source>“{0}” was not found</source>
        <translation>未找到“{0}”</translation>
    </message>
</context>
<context>
    <name>ConsoleModel</name>
    <message>
        <source>at</source>
        <translation>时刻</translation>
    </message>
    <message>
        <source>PID</source>
        <translation>PID</translation>
    </message>
    <message>
        <source>output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>shows line {0} of the program</source>
        <translation>显示程序的第 {0} 行</translation>
    </message>
</context>
<context>
    <name>Controls</name>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Syntax error in the text</source>
        <translation>代码有语法错误</translation>
    </message>
</context>
<context>
    <name>CpuLegend</name>
    <message>
        <source>and {0} more below</source>
        <translation>下面还有 {0} 个</translation>
    </message>
</context>
<context>
    <name>CpuPlot</name>
    <message>
        <source>time, s</source>
        <translation>时间（秒）</translation>
    </message>
    <message>
        <source>How busy each process keeps the cores appears here.</source>
        <translation>各进程占用 CPU 核的情况会显示在这里。</translation>
    </message>
    <message>
        <source>this computer&apos;s limit: 1 core</source>
        <translation>本机上限：1 核</translation>
    </message>
    <message>
        <source>this computer&apos;s limit: {0} cores</source>
        <translation>本机上限：{0} 核</translation>
    </message>
    <message>
        <source>others</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Poolscope itself</source>
        <translation>Poolscope 自身</translation>
    </message>
    <message>
        <source>other programs</source>
        <translation>其他程序</translation>
    </message>
    <message>
        <source>other programs: what everything else on this computer used of the cores that the run may use
Poolscope itself: this window, and the processes that watch over the run</source>
        <translation>其他程序：本机其余程序在本次运行可用的 CPU 核上占用了多少
Poolscope 自身：本窗口和监视这次运行的进程</translation>
    </message>
</context>
<context>
    <name>Curve</name>
    <message>
        <source>Efficiency</source>
        <translation>效率</translation>
    </message>
    <message>
        <source>Curve</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Speed-up divided by the number of workers</source>
        <translation>加速比除以工作进程数</translation>
    </message>
    <message>
        <source>Median of each value; the bars reach from the shortest to the longest run</source>
        <translation>每个值的中位数；竖线从最短的运行到最长的运行</translation>
    </message>
    <message>
        <source>each curve {0}</source>
        <translation>每条曲线{0}</translation>
    </message>
    <message>
        <source>Speed-up</source>
        <translation>加速比</translation>
    </message>
    <message>
        <source>recommended</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>ideal</source>
        <translation>理想</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>{0} must be from {1} to {2}, not {3}.</source>
        <translation>{0} 必须在 {1} 到 {2} 之间，不能是 {3}。</translation>
    </message>
    <message>
        <source>{0} must be a whole number, not {1}.</source>
        <translation>{0} 必须是整数，不能是 {1}。</translation>
    </message>
    <message>
        <source>{0} must be a number, text, True, False or None, not {1}.</source>
        <translation>{0} 必须是数字、文本、True、False 或 None，不能是 {1}。</translation>
    </message>
    <message>
        <source>{0} must be a number, not {1}.</source>
        <translation>{0} 必须是数字，不能是 {1}。</translation>
    </message>
    <message>
        <source>{0} must be {1} or {2}, not {3}.</source>
        <translation>{0} 只能是 {1} 或 {2}，不能是 {3}。</translation>
    </message>
    <message>
        <source>{0} has a character that its encoding {1} does not have.</source>
        <translation>{0} 中有其编码 {1} 无法表示的字符。</translation>
    </message>
    <message>
        <source>{0} is a folder, not a program.</source>
        <translation>{0} 是文件夹，不是程序。</translation>
    </message>
    <message>
        <source>{0} is a pipe or a device, not a program.</source>
        <translation>{0} 是管道或设备，不是程序。</translation>
    </message>
    <message>
        <source>{0} is too long for a program.</source>
        <translation>{0} 太长，不可能是程序。</translation>
    </message>
    <message>
        <source>There is no program {0}: it is neither a file nor a built-in program ({1}).</source>
        <translation>没有程序 {0}：它既不是文件，也不是内置程序（{1}）。</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}.</source>
        <translation>无法读取 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} is not the text of a Python program.</source>
        <translation>{0} 不是 Python 程序的源代码。</translation>
    </message>
    <message>
        <source>{0} has no parameter {1}: it has {2}.</source>
        <translation>{0} 没有参数 {1}，它的参数有：{2}。</translation>
    </message>
    <message>
        <source>{0} has no parameter {1}: it has none.</source>
        <translation>{0} 没有参数 {1}，也没有其他参数。</translation>
    </message>
    <message>
        <source>{0} is not the name of a module.</source>
        <translation>{0} 不是模块名。</translation>
    </message>
    <message>
        <source>{0} was recorded: open the program itself to run it.</source>
        <translation>{0} 来自运行记录：要运行，请打开程序本身。</translation>
    </message>
    <message>
        <source>There is no Python interpreter called {0}.</source>
        <translation>没有名为 {0} 的 Python 解释器。</translation>
    </message>
    <message>
        <source>{0} is not a Python interpreter.</source>
        <translation>{0} 不是 Python 解释器。</translation>
    </message>
    <message>
        <source>{0} is Python {1}, and programs can be watched from {2} on.</source>
        <translation>{0} 是 Python {1}；要观察程序，需要 {2} 或更高版本。</translation>
    </message>
    <message>
        <source>{0} did not answer when it was asked for its version.</source>
        <translation>询问 {0} 的版本时，它没有响应。</translation>
    </message>
    <message>
        <source>{0} cannot be started: {1}.</source>
        <translation>无法启动 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot be opened: {1}.</source>
        <translation>无法打开 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} is not a trace of Poolscope: it is no file.</source>
        <translation>{0} 不是 Poolscope 的运行记录：它不是普通文件。</translation>
    </message>
    <message>
        <source>{0} is damaged: {1} of its lines cannot be read, the first is line {2}.</source>
        <translation>{0} 已损坏：其中 {1} 行无法读取，第一处在第 {2} 行。</translation>
    </message>
    <message>
        <source>{0} has too much in it for a run: it is read up to line {1}.</source>
        <translation>{0} 的内容多于一次运行所能有的：只读到第 {1} 行。</translation>
    </message>
    <message>
        <source>{0} has what no run can have, or too much of it (events left out: {1}).</source>
        <translation>{0} 中有运行不可能有的或过多的内容（略去 {1} 个事件）。</translation>
    </message>
    <message>
        <source>A sweep goes over one constant, or over two.</source>
        <translation>扫描针对一个或两个常量。</translation>
    </message>
    <message>
        <source>A sweep over two constants needs two different ones.</source>
        <translation>针对两个常量的扫描需要两个不同的常量。</translation>
    </message>
    <message>
        <source>A sweep repeats each run 1 to {0} times, not {1}.</source>
        <translation>每次运行可重复 1 到 {0} 次，不能是 {1} 次。</translation>
    </message>
    <message>
        <source>A sweep over {0} needs {1} values at least.</source>
        <translation>对 {0} 扫描至少需要 {1} 个值。</translation>
    </message>
    <message>
        <source>{0} has no constants to sweep over: upper-case names at its top with a plain value.</source>
        <translation>{0} 没有可扫描的常量：程序开头的大写名字，值是普通字面量。</translation>
    </message>
    <message>
        <source>{0} is not a file that can be opened.</source>
        <translation>{0} 不是能打开的文件。</translation>
    </message>
    <message>
        <source>That would be {0:,} runs; a sweep has at most {1}.</source>
        <translation>这样要运行 {0:,} 次；一次扫描最多 {1} 次。</translation>
    </message>
    <message>
        <source>A sweep over {0} takes at most {1} values, not {2:,}.</source>
        <translation>对 {0} 扫描最多 {1} 个值，不能是 {2:,} 个。</translation>
    </message>
    <message>
        <source>{0} has no constant {1} to sweep over: it has {2}.</source>
        <translation>{0} 没有可扫描的常量 {1}，它的常量有：{2}。</translation>
    </message>
    <message>
        <source>{0} has no constant {1} to sweep over: it has none.</source>
        <translation>{0} 没有可扫描的常量 {1}，也没有其他可扫描的常量。</translation>
    </message>
    <message>
        <source>{0} with {1} fails, so nothing is measured.</source>
        <translation>{0} 在 {1} 时运行失败，因此没有测量结果。</translation>
    </message>
    <message>
        <source>{0} names no constant with several values.</source>
        <translation>{0} 没有给任何常量指定多个值。</translation>
    </message>
    <message>
        <source>{0} is too large for a sweep.</source>
        <translation>{0} 太大，不会是扫描结果。</translation>
    </message>
    <message>
        <source>{0} is no sweep.</source>
        <translation>{0} 不是扫描结果。</translation>
    </message>
    <message>
        <source>{0} is damaged: not all that belongs to a sweep is there.</source>
        <translation>{0} 已损坏：扫描结果不完整。</translation>
    </message>
    <message>
        <source>{0} is not a trace of Poolscope: it does not begin as one.</source>
        <translation>{0} 不是 Poolscope 的运行记录：开头不符。</translation>
    </message>
    <message>
        <source>{0} is damaged or not a trace of Poolscope (line {1}).</source>
        <translation>{0} 已损坏，或不是 Poolscope 的运行记录（第 {1} 行）。</translation>
    </message>
</context>
<context>
    <name>Explore</name>
    <message numerus="yes">
        <source>%Ln worker(s)</source>
        <translation>
            <numerusform>%Ln 个工作进程</numerusform>
        </translation>
    </message>
    <message>
        <source>{0}, {1}</source>
        <translation>{0}，{1}</translation>
    </message>
    <message>
        <source>{0}: more are not faster</source>
        <translation>{0}：再多也不会更快</translation>
    </message>
    <message>
        <source>{0}: greater values are not faster</source>
        <translation>{0}：更大的值也不会更快</translation>
    </message>
    <message>
        <source>{0} is the fastest: {1} times as fast as the slowest</source>
        <translation>{0} 最快：是最慢的 {1} 倍</translation>
    </message>
    <message>
        <source>{0}: the smallest pool within 5 % of the best</source>
        <translation>{0}：与最快相差 5 % 以内的最小进程池</translation>
    </message>
    <message>
        <source>{0}: the smallest value within 5 % of the best</source>
        <translation>{0}：与最快相差 5 % 以内的最小值</translation>
    </message>
    <message>
        <source>The tasks mostly sleep or wait: that takes no core, and more workers wait for more at once.</source>
        <translation>任务大部分时间在睡眠或等待，不占 CPU 核；工作进程越多，同时等待的任务就越多。</translation>
    </message>
    <message>
        <source>Each task computes nearly all of its time</source>
        <translation>每个任务几乎一直在计算</translation>
    </message>
    <message>
        <source>Each task computes {0} of its time</source>
        <translation>每个任务有 {0} 的时间在计算</translation>
    </message>
    <message numerus="yes">
        <source>the %Ln core(s) were never full</source>
        <translation>
            <numerusform>%Ln 个 CPU 核从未占满</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>from {0} on the %Ln core(s) are full</source>
        <translation>
            <numerusform>从 {0}起，%Ln 个 CPU 核已占满</numerusform>
        </translation>
    </message>
    <message>
        <source>{0}; {1}.</source>
        <translation>{0}；{1}。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s) took much longer than the others with the same values.</source>
        <translation>
            <numerusform>有 %Ln 次运行比同样取值的其他运行慢得多。</numerusform>
        </translation>
    </message>
    <message>
        <source>The computer was busy: other programs used {0} of its cores meanwhile.</source>
        <translation>这台计算机当时很忙：其他程序占用了 {0} 个 CPU 核。</translation>
    </message>
    <message>
        <source>Runs with the same values did or printed different things: their times may not be comparable.</source>
        <translation>同样取值的运行做的事或输出不一样，它们的时间可能无法比较。</translation>
    </message>
    <message numerus="yes">
        <source>Measured before, on {0} with %Ln core(s).</source>
        <translation>
            <numerusform>以前在 {0}（%Ln 个 CPU 核）上测得。</numerusform>
        </translation>
    </message>
    <message>
        <source>Measured with other settings than those above: {0}</source>
        <translation>测量时的设置与上面不同：{0}</translation>
    </message>
    <message>
        <source>{0} with {1}</source>
        <translation>{0}（{1}）</translation>
    </message>
    <message>
        <source>{0} did not end within its time and was stopped.</source>
        <translation>{0} 没有在限定时间内结束，已被停止。</translation>
    </message>
    <message>
        <source>{0} was stopped.</source>
        <translation>{0} 已被停止。</translation>
    </message>
    <message>
        <source>{0} asks for input, and the runs of a sweep have none.</source>
        <translation>{0} 需要输入，而扫描中的运行没有输入。</translation>
    </message>
    <message>
        <source>{0} was ended by {1}</source>
        <translation>{0} 被 {1} 结束</translation>
    </message>
    <message>
        <source>{0} ended with exit code {1}</source>
        <translation>{0} 以退出码 {1} 结束</translation>
    </message>
    <message>
        <source>{0}.</source>
        <translation>{0}。</translation>
    </message>
    <message>
        <source>against one task at a time ({0})</source>
        <translation>对比一次一个任务（{0}）</translation>
    </message>
    <message>
        <source>against {0}</source>
        <translation>对比 {0}</translation>
    </message>
    <message>
        <source>workers</source>
        <translation>工作进程</translation>
    </message>
    <message>
        <source>time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>spread</source>
        <translation>波动</translation>
    </message>
    <message>
        <source>speed-up</source>
        <translation>加速比</translation>
    </message>
    <message>
        <source>efficiency</source>
        <translation>效率</translation>
    </message>
    <message>
        <source>waiting for a core</source>
        <translation>等待 CPU 核</translation>
    </message>
    <message>
        <source>memory (PSS)</source>
        <translation>内存（PSS）</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>扫描</translation>
    </message>
    <message numerus="yes">
        <source>Go on: %Ln run(s)</source>
        <translation>
            <numerusform>继续：%Ln 次</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sweep: %Ln run(s)</source>
        <translation>
            <numerusform>扫描：%Ln 次</numerusform>
        </translation>
    </message>
    <message>
        <source>about {0}</source>
        <translation>约 {0}</translation>
    </message>
    <message>
        <source>{0} min</source>
        <translation>{0} 分钟</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>about {0} left</source>
        <translation>还需约 {0}</translation>
    </message>
    <message>
        <source>Run {0} of {1}</source>
        <translation>第 {0} 次，共 {1} 次</translation>
    </message>
    <message>
        <source>Nothing was measured yet</source>
        <translation>还没有测量</translation>
    </message>
    <message numerus="yes">
        <source>From {0}: %Ln run(s).</source>
        <translation>
            <numerusform>来自 {0}：%Ln 次运行。</numerusform>
        </translation>
    </message>
    <message>
        <source>Sweep stopped: {0} of {1} runs in {2}.</source>
        <translation>扫描已停止：{1} 次中完成 {0} 次，用时 {2}。</translation>
    </message>
    <message>
        <source>Sweep finished: {0} of {1} runs in {2}, one of them to warm up.</source>
        <translation>扫描完成：{1} 次中完成 {0} 次，用时 {2}，其中一次为预热。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s).</source>
        <translation>
            <numerusform>%Ln 次运行。</numerusform>
        </translation>
    </message>
    <message>
        <source>The machine was quiet (other programs used {0} cores).</source>
        <translation>这台计算机很空闲（其他程序占用 {0} 个 CPU 核）。</translation>
    </message>
    <message>
        <source>The machine was busy (other programs used {0} cores).</source>
        <translation>这台计算机很忙（其他程序占用 {0} 个 CPU 核）。</translation>
    </message>
    <message numerus="yes">
        <source>this computer: %Ln core(s)</source>
        <translation>
            <numerusform>本机：%Ln 个 CPU 核</numerusform>
        </translation>
    </message>
    <message>
        <source>recommended</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>baseline</source>
        <translation>基准</translation>
    </message>
    <message>
        <source>workers: {0} computing, {1} waiting for a core, the others sleeping</source>
        <translation>工作进程：{0} 个在计算，{1} 个在等待 CPU 核，其余在睡眠</translation>
    </message>
    <message>
        <source>{0} computing, {1} waiting</source>
        <translation>{0} 个计算，{1} 个等待</translation>
    </message>
</context>
<context>
    <name>ExploreBar</name>
    <message>
        <source>Sweep over</source>
        <translation>扫描常量</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>取值</translation>
    </message>
    <message>
        <source>A curve for each</source>
        <translation>每值一条曲线</translation>
    </message>
    <message>
        <source>Its values</source>
        <translation>它的取值</translation>
    </message>
    <message>
        <source>Repeats</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>How often each value is run; every other time in the opposite order</source>
        <translation>每个值运行几次；每隔一次按相反的顺序</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Anew</source>
        <translation>重来</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Forget what was measured, so that all is measured again</source>
        <translation>丢弃已测得的结果，全部重新测量</translation>
    </message>
    <message>
        <source>End the present run; what was measured stays</source>
        <translation>结束当前这次运行；已测得的结果保留</translation>
    </message>
    <message>
        <source>A run goes on: beside it nothing can be measured rightly.</source>
        <translation>有程序正在运行：同时测量的结果不准。</translation>
    </message>
    <message>
        <source>Runs the program so often, one run after the other. What it does to files, printers or other computers happens each time.</source>
        <translation>把程序一次接一次地运行这么多遍。它对文件、打印机或其他计算机做的事，每次都会发生。</translation>
    </message>
</context>
<context>
    <name>ExplorePlace</name>
    <message>
        <source>While the sweep goes on, its runs are not opened: that would disturb it.</source>
        <translation>扫描进行时不能打开其中的运行：那会干扰测量。</translation>
    </message>
    <message>
        <source>The record of this run was not kept: it is too large, or the sweep was read from a file.</source>
        <translation>这次运行的记录没有保留：它太大，或者扫描结果是从文件读入的。</translation>
    </message>
</context>
<context>
    <name>Explorer</name>
    <message>
        <source>A sweep goes on: another one can be opened when it has ended.</source>
        <translation>扫描正在进行：结束后才能打开另一个。</translation>
    </message>
</context>
<context>
    <name>Exports</name>
    <message>
        <source>Picture (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>Sweep (*.json)</source>
        <translation>扫描结果 (*.json)</translation>
    </message>
    <message>
        <source>Save sweep</source>
        <translation>保存扫描结果</translation>
    </message>
    <message>
        <source>{0} could not be written: {1}</source>
        <translation>无法写入 {0}：{1}</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Python (*.py *.pyw);;All files (*)</source>
        <translation>Python 程序 (*.py *.pyw);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Open program</source>
        <translation>打开程序</translation>
    </message>
    <message>
        <source>Chrome trace (*.json);;All files (*)</source>
        <translation>Chrome 跟踪文件 (*.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Open trace</source>
        <translation>打开运行记录</translation>
    </message>
    <message>
        <source>Save trace</source>
        <translation>保存运行记录</translation>
    </message>
</context>
<context>
    <name>Findings</name>
    <message numerus="yes">
        <source>%Ln process(es) ended before they began: under {0} each child imports the program again, so what starts processes must stand under {1}</source>
        <translation>
            <numerusform>%Ln 个进程还没开始就结束了：在 {0} 方式下，每个子进程都会重新导入这个程序，所以启动进程的代码必须写在 {1} 下面</numerusform>
        </translation>
    </message>
    <message>
        <source>Process {0} ({1})</source>
        <translation>名为 {1} 的进程 {0}</translation>
    </message>
    <message>
        <source>Process {0}</source>
        <translation>进程 {0}</translation>
    </message>
    <message>
        <source>The program ended with exit code {0}</source>
        <translation>程序以退出码 {0} 结束</translation>
    </message>
    <message>
        <source>{0} raised {1}</source>
        <translation>{0} 抛出 {1}</translation>
    </message>
    <message>
        <source>{0} could not be sent to a worker: {1}</source>
        <translation>{0} 无法发送给工作进程：{1}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln process(es) run a pool that Poolscope does not know ({0}): its tasks are not seen</source>
        <translation>
            <numerusform>%Ln 个进程运行着 Poolscope 不认识的进程池（{0}）：看不到其中的任务</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Tasks of an executor are not seen: the program put a queue of its own in the place of the executor&apos;s</source>
        <translation>看不到某个执行器的任务：程序用自己的队列替换了执行器的队列</translation>
    </message>
    <message>
        <source>Worker {0}</source>
        <translation>工作进程 {0}</translation>
    </message>
    <message>
        <source>{0} in {1}</source>
        <translation>{0}，当时正在运行 {1}</translation>
    </message>
    <message>
        <source>{0} as it took a task</source>
        <translation>{0}，当时正在取任务</translation>
    </message>
    <message>
        <source>{0} while it had no task</source>
        <translation>{0}，当时没有任务</translation>
    </message>
    <message numerus="yes">
        <source>that breaks its executor: %Ln open task(s) end in BrokenProcessPool</source>
        <translation>
            <numerusform>它的执行器因此损坏：%Ln 个未完成的任务都以 BrokenProcessPool 结束</numerusform>
        </translation>
    </message>
    <message>
        <source>that breaks its executor: all that is open ends in BrokenProcessPool</source>
        <translation>它的执行器因此损坏：所有未完成的任务都以 BrokenProcessPool 结束</translation>
    </message>
    <message>
        <source>its result never comes</source>
        <translation>它的结果永远不会来</translation>
    </message>
    <message>
        <source>Pool never replaces a lost task, so {0}</source>
        <translation>Pool 从不重做丢失的任务，所以{0}</translation>
    </message>
    <message>
        <source>no other worker gets a task</source>
        <translation>其他工作进程都拿不到任务</translation>
    </message>
    <message>
        <source>it held the lock of the queue of tasks, so {0}</source>
        <translation>它结束时仍持有任务队列的锁，所以{0}</translation>
    </message>
    <message>
        <source>Pool starts another one in its place</source>
        <translation>Pool 会另启动一个来代替它</translation>
    </message>
    <message>
        <source>{0}; {1}</source>
        <translation>{0}；{1}</translation>
    </message>
    <message>
        <source>{0} workers ended with exit code {1} before their first task</source>
        <translation>{0} 个工作进程还没开始第一个任务就以退出码 {1} 结束</translation>
    </message>
    <message>
        <source>{0}: their initializer fails</source>
        <translation>{0}，因为初始化函数出错</translation>
    </message>
    <message>
        <source>Pool starts new ones without end, and no task ever runs</source>
        <translation>Pool 会不停地启动新的，任务却永远不会运行</translation>
    </message>
    <message>
        <source>an error</source>
        <translation>详情未知</translation>
    </message>
    <message>
        <source>Callback {0} raised {1} for {2}</source>
        <translation>回调 {0} 在处理 {2} 的结果时抛出异常：{1}</translation>
    </message>
    <message>
        <source>the executor logs that and goes on</source>
        <translation>执行器记录这个异常后继续运行</translation>
    </message>
    <message>
        <source>this result never comes</source>
        <translation>这个结果永远不会来</translation>
    </message>
    <message>
        <source>Pool passes over a KeyError, but {0}</source>
        <translation>Pool 会忽略 KeyError，但{0}</translation>
    </message>
    <message>
        <source>no result comes any more</source>
        <translation>不会再有任何结果</translation>
    </message>
    <message>
        <source>that ends Pool&apos;s thread for results, so {0}</source>
        <translation>这使 Pool 处理结果的线程结束，所以{0}</translation>
    </message>
    <message>
        <source>{0} ended</source>
        <translation>{0} 结束了</translation>
    </message>
    <message>
        <source>{0} was killed by {1}</source>
        <translation>{0} 被 {1} 杀死</translation>
    </message>
    <message>
        <source>{0} ended with exit code {1}</source>
        <translation>{0} 以退出码 {1} 结束</translation>
    </message>
    <message>
        <source>{0}() waits for ever</source>
        <translation>对 {0}() 的调用会永远等下去</translation>
    </message>
    <message>
        <source>{0}() on line {1} waits for ever</source>
        <translation>第 {1} 行的 {0}() 会永远等下去</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
    <message>
        <source>{0} (line {1})</source>
        <translation>{0}（第 {1} 行）</translation>
    </message>
    <message>
        <source>{0} (and {1} more)</source>
        <translation>{0}（另有 {1} 个）</translation>
    </message>
</context>
<context>
    <name>Flow</name>
    <message>
        <source>More…</source>
        <translation>更多…</translation>
    </message>
</context>
<context>
    <name>Formats</name>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>{0} min {1:02d} s</source>
        <translation>{0} 分 {1:02d} 秒</translation>
    </message>
    <message>
        <source>{0} h {1:02d} min</source>
        <translation>{0} 时 {1:02d} 分</translation>
    </message>
    <message>
        <source>signal {0}</source>
        <translation>信号 {0}</translation>
    </message>
    <message>
        <source>answer of {0}</source>
        <translation>{0} 的回应</translation>
    </message>
    <message>
        <source>connection to {0}</source>
        <translation>{0} 接受连接</translation>
    </message>
</context>
<context>
    <name>Gallery</name>
    <message>
        <source>Programs</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Each opens with its text and a short lesson; Run shows what it does.</source>
        <translation>点开一个程序，旁边有代码和简短讲解；按“运行”看它怎样执行。</translation>
    </message>
    <message>
        <source>Back to the timeline (Esc)</source>
        <translation>回到时间线（Esc）</translation>
    </message>
</context>
<context>
    <name>GalleryModel</name>
    <message>
        <source>Which pool size?</source>
        <translation>进程池该多大？</translation>
    </message>
    <message>
        <source>The pool with one to eight workers: where does the curve stop rising?</source>
        <translation>进程池取一到八个工作进程：曲线到哪里就不再上升？</translation>
    </message>
</context>
<context>
    <name>Headline</name>
    <message>
        <source>Elapsed</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Speed-up</source>
        <translation>加速比</translation>
    </message>
    <message>
        <source>Workers busy</source>
        <translation>工作进程忙碌率</translation>
    </message>
    <message>
        <source>Waiting in queue</source>
        <translation>排队等待</translation>
    </message>
    <message>
        <source>Cores in use</source>
        <translation>占用核数</translation>
    </message>
    <message>
        <source>Share of the workers&apos; time since the first submit in which they ran tasks</source>
        <translation>从第一次提交任务起，工作进程用于执行任务的时间所占的比例</translation>
    </message>
    <message>
        <source>CPU time of all processes of the run, divided by the time elapsed</source>
        <translation>本次运行所有进程的 CPU 时间之和，除以经过的时间</translation>
    </message>
    <message>
        <source>{0} / {1}</source>
        <translation>{0} / {1}</translation>
    </message>
    <message>
        <source>tasks, {0} running</source>
        <translation>个任务，{0} 个运行中</translation>
    </message>
    <message numerus="yes">
        <source>task(s)</source>
        <translation>
            <numerusform>个任务</numerusform>
        </translation>
    </message>
    <message>
        <source>ideal {0}×</source>
        <translation>理想值 {0}×</translation>
    </message>
    <message>
        <source>no pool</source>
        <translation>没有进程池</translation>
    </message>
    <message>
        <source>no workers</source>
        <translation>没有工作进程</translation>
    </message>
    <message>
        <source>Processes</source>
        <translation>进程数</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息数</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已发送</translation>
    </message>
    <message>
        <source>Not received yet</source>
        <translation>尚未接收</translation>
    </message>
    <message>
        <source>On a CPU</source>
        <translation>占用 CPU</translation>
    </message>
    <message>
        <source>Waiting for a core</source>
        <translation>等待 CPU 核</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Share of the time that the processes lived, all together</source>
        <translation>占所有进程存活时间之和的比例</translation>
    </message>
    <message>
        <source>What a loop over the finished tasks would take (their times without what they waited for a core), divided by the time from first submit to last result; – where that cannot be told to a tenth</source>
        <translation>逐个执行已完成任务所需的时间（任务用时，不含等待核心的时间）除以从首次提交到最后一个结果的时间；误差超过十分之一时显示 –</translation>
    </message>
    <message>
        <source>Messages that were sent to a queue or a pipe and not received</source>
        <translation>已发送到队列或管道、但尚未被接收的消息</translation>
    </message>
    <message>
        <source>{0} of {1} now</source>
        <translation>现在 {0} / {1}</translation>
    </message>
    <message numerus="yes">
        <source>of %Ln worker(s)</source>
        <translation>
            <numerusform>共 %Ln 个工作进程</numerusform>
        </translation>
    </message>
    <message>
        <source>peak {0}</source>
        <translation>峰值 {0}</translation>
    </message>
    <message>
        <source>{0} received</source>
        <translation>已接收 {0}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s) to managers</source>
        <translation>
            <numerusform>%Ln 次 Manager 调用</numerusform>
        </translation>
    </message>
    <message>
        <source>{0}, {1}</source>
        <translation>{0}，{1}</translation>
    </message>
    <message>
        <source>calls to managers</source>
        <translation>次 Manager 调用</translation>
    </message>
    <message>
        <source>{0} a message</source>
        <translation>每条 {0}</translation>
    </message>
    <message>
        <source>of their time</source>
        <translation>占进程时间</translation>
    </message>
    <message>
        <source>at most</source>
        <translation>峰值</translation>
    </message>
    <message>
        <source>all together</source>
        <translation>合计</translation>
    </message>
    <message numerus="yes">
        <source>%Ln zombie(s)</source>
        <translation>
            <numerusform>%Ln 个僵尸进程</numerusform>
        </translation>
    </message>
    <message>
        <source>{0} in all</source>
        <translation>共 {0} 个</translation>
    </message>
    <message numerus="yes">
        <source>%Ln thread(s)</source>
        <translation>
            <numerusform>%Ln 个线程</numerusform>
        </translation>
    </message>
    <message>
        <source>not run yet</source>
        <translation>尚未运行</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>timeout</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>record cut off</source>
        <translation>记录不完整</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>ended by {0}</source>
        <translation>被 {0} 终止</translation>
    </message>
    <message>
        <source>exit code {0}</source>
        <translation>退出码 {0}</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>{0} to {1}</source>
        <translation>{0} 至 {1}</translation>
    </message>
    <message>
        <source>{0} of task time is Poolscope&apos;s</source>
        <translation>任务时间的 {0} 是 Poolscope 自身的开销</translation>
    </message>
    <message>
        <source>unknown pool</source>
        <translation>未知的进程池</translation>
    </message>
    <message>
        <source>of {0}</source>
        <translation>共 {0} 核</translation>
    </message>
    <message>
        <source>{0}: tasks wait for a core</source>
        <translation>{0}：任务在等待 CPU 核</translation>
    </message>
    <message>
        <source>{0}: tasks sleep</source>
        <translation>{0}：任务在睡眠</translation>
    </message>
    <message>
        <source>{0}: tasks compute</source>
        <translation>{0}：任务在计算</translation>
    </message>
    <message>
        <source>{0} failed</source>
        <translation>{0} 个失败</translation>
    </message>
    <message>
        <source>{0} lost</source>
        <translation>{0} 个丢失</translation>
    </message>
    <message>
        <source>{0} cancelled</source>
        <translation>{0} 个取消</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
</context>
<context>
    <name>Hover</name>
    <message>
        <source>waits in the queue</source>
        <translation>在队列中等待</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>lost with its worker</source>
        <translation>随工作进程丢失</translation>
    </message>
    <message>
        <source>claimed: its Future says running, no worker has it yet</source>
        <translation>已认领：Future 显示 running，但还没有工作进程拿到它</translation>
    </message>
    <message>
        <source>lost before a worker had it</source>
        <translation>在交给工作进程之前丢失</translation>
    </message>
    <message>
        <source>had ended, but its result was lost</source>
        <translation>已执行完，但结果丢失</translation>
    </message>
    <message>
        <source>Task {0}</source>
        <translation>任务 {0}</translation>
    </message>
    <message>
        <source>status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>pending in queue</source>
        <translation>在队列中待处理（pending）</translation>
    </message>
    <message>
        <source>claimed, no worker yet</source>
        <translation>已认领，还没有工作进程</translation>
    </message>
    <message>
        <source>waited in queue</source>
        <translation>排队等待</translation>
    </message>
    <message>
        <source>1 task</source>
        <translation>1 个任务</translation>
    </message>
    <message>
        <source>{0} tasks</source>
        <translation>{0} 个任务</translation>
    </message>
    <message>
        <source>Submitted</source>
        <translation>提交</translation>
    </message>
    <message>
        <source>CPU {0} ({1})</source>
        <translation>CPU {0}（{1}）</translation>
    </message>
    <message>
        <source>ran in {0} of PID {1}</source>
        <translation>由 PID {1} 的 {0} 执行</translation>
    </message>
    <message>
        <source>runs in {0} of PID {1}</source>
        <translation>正由 PID {1} 的 {0} 执行</translation>
    </message>
    <message>
        <source>ran on PID {1}</source>
        <translation>由 PID {1} 执行</translation>
    </message>
    <message>
        <source>runs on PID {1}</source>
        <translation>正由 PID {1} 执行</translation>
    </message>
    <message>
        <source>result to main</source>
        <translation>结果送回主进程</translation>
    </message>
    <message>
        <source>still running</source>
        <translation>仍在运行</translation>
    </message>
    <message>
        <source>callback in PID {0}</source>
        <translation>回调（PID {0}）</translation>
    </message>
    <message>
        <source>callback raised</source>
        <translation>回调抛出异常</translation>
    </message>
    <message>
        <source>submitted</source>
        <translation>提交</translation>
    </message>
    <message>
        <source>{0}() on line {1}, at {2}</source>
        <translation>{0}()，第 {1} 行，时刻 {2}</translation>
    </message>
    <message>
        <source>waiting for a core</source>
        <translation>等待 CPU 核</translation>
    </message>
    <message>
        <source>{0} ({1})</source>
        <translation>{0}（{1}）</translation>
    </message>
    <message>
        <source>{0}waits for {1}</source>
        <translation>{0}等待{1}</translation>
    </message>
    <message>
        <source>{0} waits</source>
        <translation>{0} 在等待</translation>
    </message>
    <message>
        <source>for</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>{0} so far</source>
        <translation>至今 {0}</translation>
    </message>
    <message>
        <source>from</source>
        <translation>从</translation>
    </message>
    <message>
        <source>on line {0}</source>
        <translation>第 {0} 行</translation>
    </message>
    <message>
        <source>1 byte</source>
        <translation>1 字节</translation>
    </message>
    <message>
        <source>{0} bytes</source>
        <translation>{0} 字节</translation>
    </message>
    <message>
        <source>message of {0}</source>
        <translation>消息，{0}</translation>
    </message>
    <message>
        <source>at</source>
        <translation>时刻</translation>
    </message>
    <message>
        <source>sent by</source>
        <translation>发送方</translation>
    </message>
    <message>
        <source>received</source>
        <translation>收到</translation>
    </message>
    <message>
        <source>not yet, {0} so far</source>
        <translation>还没有，已过 {0}</translation>
    </message>
    <message>
        <source>received by</source>
        <translation>接收方</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>传送用时</translation>
    </message>
    <message>
        <source>somebody</source>
        <translation>某个进程</translation>
    </message>
    <message>
        <source>{0}, PID {1}</source>
        <translation>{0}，PID {1}</translation>
    </message>
    <message>
        <source>{0} at {1}</source>
        <translation>{0}，于 {1}</translation>
    </message>
    <message>
        <source>{0}, line {1}</source>
        <translation>{0}，第 {1} 行</translation>
    </message>
    <message>
        <source>Call to a manager</source>
        <translation>调用 Manager</translation>
    </message>
    <message>
        <source>to</source>
        <translation>到</translation>
    </message>
    <message>
        <source>answer after</source>
        <translation>回应用时</translation>
    </message>
    <message>
        <source>none yet, {0} so far</source>
        <translation>还没有，已过 {0}</translation>
    </message>
    <message>
        <source>thread of PID {0}</source>
        <translation>PID {0} 的线程</translation>
    </message>
    <message>
        <source>PID {0}</source>
        <translation>PID {0}</translation>
    </message>
    <message>
        <source>command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>began</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>tasks</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>idle: no task</source>
        <translation>空闲：没有任务</translation>
    </message>
    <message>
        <source>printed</source>
        <translation>打印输出</translation>
    </message>
    <message>
        <source>on a CPU</source>
        <translation>占用 CPU</translation>
    </message>
    <message>
        <source>not known on this system</source>
        <translation>此系统上无法得知</translation>
    </message>
    <message>
        <source>sleeping or waiting</source>
        <translation>睡眠或等待</translation>
    </message>
    <message>
        <source>between</source>
        <translation>时间段</translation>
    </message>
    <message>
        <source>last seen on core</source>
        <translation>最后所在的核</translation>
    </message>
    <message>
        <source>involuntary context switches</source>
        <translation>非自愿上下文切换次数</translation>
    </message>
    <message>
        <source>Task queue</source>
        <translation>任务队列</translation>
    </message>
    <message>
        <source>not with a worker yet</source>
        <translation>还没到工作进程手里</translation>
    </message>
    <message>
        <source>pending: may be cancelled</source>
        <translation>待处理（pending）：可以取消</translation>
    </message>
    <message>
        <source>claimed: its Future says running</source>
        <translation>已认领：Future 显示 running</translation>
    </message>
    <message>
        <source>cancelled so far</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>cancelled at {0}</source>
        <translation>{0} 时取消</translation>
    </message>
    <message>
        <source>messages wait</source>
        <translation>等待的消息</translation>
    </message>
    <message>
        <source>in all</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>{0} sent, {1} received, {2}</source>
        <translation>发送 {0}，收到 {1}，{2}</translation>
    </message>
    <message>
        <source>made</source>
        <translation>创建于</translation>
    </message>
    <message>
        <source>a zombie, PID {0}</source>
        <translation>僵尸进程，PID {0}</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>at {0}, {1}</source>
        <translation>{0}，{1}</translation>
    </message>
    <message>
        <source>its parent waited for it</source>
        <translation>父进程回收（wait）</translation>
    </message>
    <message>
        <source>{0} later</source>
        <translation>{0} 后</translation>
    </message>
</context>
<context>
    <name>KeysDialog</name>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
</context>
<context>
    <name>Lanes</name>
    <message>
        <source>Main process</source>
        <translation>主进程</translation>
    </message>
    <message>
        <source>Worker {0}</source>
        <translation>工作进程 {0}</translation>
    </message>
    <message>
        <source>Thread {0}</source>
        <translation>线程 {0}</translation>
    </message>
    <message>
        <source>Manager</source>
        <translation>Manager</translation>
    </message>
    <message>
        <source>Manager {0}</source>
        <translation>Manager {0}</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>{0} process {1}</source>
        <translation>{0} 进程 {1}</translation>
    </message>
    <message>
        <source>Helper {0}</source>
        <translation>辅助进程 {0}</translation>
    </message>
    <message>
        <source>Process {0}</source>
        <translation>进程 {0}</translation>
    </message>
    <message>
        <source>zombie</source>
        <translation>僵尸进程</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>exit {0}</source>
        <translation>退出码 {0}</translation>
    </message>
    <message>
        <source>taken over by PID {0} (its parent ended)</source>
        <translation>由 PID {0} 接管（父进程已结束）</translation>
    </message>
    <message>
        <source>its parent ended</source>
        <translation>父进程已结束</translation>
    </message>
    <message>
        <source>not of this run</source>
        <translation>不属于本次运行</translation>
    </message>
    <message>
        <source>waits: {0}, {1}</source>
        <translation>等待：{0}，{1}</translation>
    </message>
    <message>
        <source>waits: {0}, line {1}, {2}</source>
        <translation>等待：{0}，第 {1} 行，{2}</translation>
    </message>
    <message>
        <source>used {0} of CPU</source>
        <translation>CPU 用时 {0}</translation>
    </message>
    <message>
        <source>CPU {0}</source>
        <translation>CPU {0}</translation>
    </message>
    <message>
        <source>core {0}</source>
        <translation>核 {0}</translation>
    </message>
    <message>
        <source>PID {0}</source>
        <translation>PID {0}</translation>
    </message>
    <message>
        <source>Task queue</source>
        <translation>任务队列</translation>
    </message>
    <message>
        <source>tasks that wait</source>
        <translation>等待中的任务</translation>
    </message>
    <message>
        <source>pending; dark: claimed</source>
        <translation>待处理；深色：已认领</translation>
    </message>
    <message>
        <source>messages that wait</source>
        <translation>等待的消息</translation>
    </message>
    <message>
        <source>and {0} more channels</source>
        <translation>还有 {0} 个通道</translation>
    </message>
    <message>
        <source>TCP port {0}</source>
        <translation>TCP 端口 {0}</translation>
    </message>
    <message>
        <source>Channel {0}</source>
        <translation>通道 {0}</translation>
    </message>
    <message>
        <source>thread of PID {0}</source>
        <translation>PID {0} 的线程</translation>
    </message>
    <message>
        <source>parent ended</source>
        <translation>父进程已结束</translation>
    </message>
    <message>
        <source>reaped: {0}</source>
        <translation>已回收：{0}</translation>
    </message>
    <message>
        <source>zombie: has ended, nobody has waited for it</source>
        <translation>僵尸进程：已结束，但还没有被父进程回收</translation>
    </message>
</context>
<context>
    <name>Lesson</name>
    <message>
        <source>Lesson</source>
        <translation>讲解</translation>
    </message>
</context>
<context>
    <name>LessonStrip</name>
    <message>
        <source>Lesson: {0}</source>
        <translation>讲解：{0}</translation>
    </message>
    <message>
        <source>Lesson</source>
        <translation>讲解</translation>
    </message>
    <message>
        <source>Show the lesson</source>
        <translation>展开讲解</translation>
    </message>
    <message>
        <source>Fold the lesson</source>
        <translation>收起讲解</translation>
    </message>
</context>
<context>
    <name>Loader</name>
    <message>
        <source>Part of {0} could not be taken in: {1}</source>
        <translation>{0} 的一部分无法读入：{1}</translation>
    </message>
    <message>
        <source>{0} ends before the run did.</source>
        <translation>{0} 在运行结束之前就中断了。</translation>
    </message>
    <message>
        <source>{0} is a trace without a run in it.</source>
        <translation>{0} 里没有任何运行的记录。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>This is the run of {0}; another program is chosen</source>
        <translation>这是 {0} 的运行；当前选择的是另一个程序</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Dismiss</source>
        <translation>关闭提示</translation>
    </message>
</context>
<context>
    <name>ParameterControl</name>
    <message>
        <source>{0} ({1})</source>
        <translation>{0}（{1}）</translation>
    </message>
    <message>
        <source>{0} to {1} {2}</source>
        <translation>{0} 到 {1} {2}</translation>
    </message>
    <message>
        <source>for the next run; the one shown had another value</source>
        <translation>用于下次运行；画面中的这次运行用的是另一个值</translation>
    </message>
    <message>
        <source>next run</source>
        <translation>下次运行</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
</context>
<context>
    <name>Pictures</name>
    <message>
        <source>{0} could not be written: {1}</source>
        <translation>无法写入 {0}：{1}</translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>Drawing (*.svg)</source>
        <translation>矢量图 (*.svg)</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>保存图片</translation>
    </message>
</context>
<context>
    <name>PlotMenu</name>
    <message>
        <source>Copy picture</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <source>Save picture as PNG…</source>
        <translation>将图片保存为 PNG…</translation>
    </message>
    <message>
        <source>Save picture as SVG…</source>
        <translation>将图片保存为 SVG…</translation>
    </message>
    <message>
        <source>Copy figures</source>
        <translation>复制数据</translation>
    </message>
    <message>
        <source>Export figures as CSV…</source>
        <translation>将数据导出为 CSV…</translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>Drawing (*.svg)</source>
        <translation>矢量图 (*.svg)</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>Export figures</source>
        <translation>导出数据</translation>
    </message>
    <message>
        <source>{0} could not be written: {1}</source>
        <translation>无法写入 {0}：{1}</translation>
    </message>
</context>
<context>
    <name>Problem</name>
    <message>
        <source>process {0} closed the descriptor that it is watched through; from there on it is not seen</source>
        <translation>进程 {0} 关闭了用来观察它的文件描述符，此后无法再观察它</translation>
    </message>
    <message numerus="yes">
        <source>%Ln byte(s) in the channel were no events</source>
        <translation>
            <numerusform>通道中有 %Ln 个字节不是事件数据</numerusform>
        </translation>
    </message>
    <message>
        <source>the program cannot be started ({0})</source>
        <translation>程序无法启动（{0}）</translation>
    </message>
</context>
<context>
    <name>Processes</name>
    <message>
        <source>Processes</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>Kill process {0}</source>
        <translation>杀死进程 {0}</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>ProcessesControl</name>
    <message numerus="yes">
        <source>this computer: %Ln core(s)</source>
        <translation>
            <numerusform>本机 %Ln 核</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProcessesModel</name>
    <message>
        <source>PID</source>
        <translation>PID</translation>
    </message>
    <message>
        <source>parent</source>
        <translation>父进程</translation>
    </message>
    <message>
        <source>role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>state</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>threads</source>
        <translation>线程</translation>
    </message>
    <message>
        <source>core</source>
        <translation>核</translation>
    </message>
    <message>
        <source>started</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>exit</source>
        <translation>退出码</translation>
    </message>
    <message>
        <source>command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>zombie</source>
        <translation>僵尸</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>sleeping</source>
        <translation>睡眠</translation>
    </message>
    <message>
        <source>waiting for a disk</source>
        <translation>等待磁盘</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>stopped by a debugger</source>
        <translation>被调试器暂停</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>空闲</translation>
    </message>
    <message>
        <source>dead</source>
        <translation>已死亡</translation>
    </message>
    <message>
        <source>exit {0}</source>
        <translation>退出码 {0}</translation>
    </message>
    <message>
        <source>Main process</source>
        <translation>主进程</translation>
    </message>
    <message>
        <source>Worker {0}</source>
        <translation>工作进程 {0}</translation>
    </message>
    <message>
        <source>Helper {0}</source>
        <translation>辅助进程 {0}</translation>
    </message>
    <message>
        <source>{0} process {1}</source>
        <translation>{0} 进程 {1}</translation>
    </message>
    <message>
        <source>Thread {0}</source>
        <translation>线程 {0}</translation>
    </message>
    <message>
        <source>Process {0}</source>
        <translation>进程 {0}</translation>
    </message>
</context>
<context>
    <name>ProgramView</name>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Revert</source>
        <translation>还原</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>recorded, read-only</source>
        <translation>运行记录，只读</translation>
    </message>
    <message>
        <source>recorded, its beginning only</source>
        <translation>运行记录，只有开头</translation>
    </message>
    <message>
        <source>A module without a text here.</source>
        <translation>这里没有这个模块的源代码。</translation>
    </message>
    <message>
        <source>changed, not saved</source>
        <translation>已修改，未保存</translation>
    </message>
    <message>
        <source>Tab leaves the text; Ctrl+M makes it indent</source>
        <translation>Tab 键移出代码框；按 Ctrl+M 改为缩进</translation>
    </message>
</context>
<context>
    <name>Programs</name>
    <message>
        <source>default</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Brokers: two programs that talk through a server</source>
        <translation>消息中间件：两个程序通过服务器通信</translation>
    </message>
    <message>
        <source>Broker</source>
        <translation>中间件</translation>
    </message>
    <message>
        <source>Peer</source>
        <translation>对方程序</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息数</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Fetch pages: an executor and its futures</source>
        <translation>抓取网页：执行器与 Future</translation>
    </message>
    <message>
        <source>Executor</source>
        <translation>执行器</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>工作进程数</translation>
    </message>
    <message>
        <source>Urls</source>
        <translation>网址</translation>
    </message>
    <message>
        <source>Timeout</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>Hang</source>
        <translation>卡住时间</translation>
    </message>
    <message>
        <source>Fetch pages: a Pool with a callback</source>
        <translation>抓取网页：进程池与回调</translation>
    </message>
    <message>
        <source>Pool size</source>
        <translation>进程池大小</translation>
    </message>
    <message>
        <source>Start method</source>
        <translation>启动方式</translation>
    </message>
    <message>
        <source>Futures: what an executor promises</source>
        <translation>Future：执行器许下的承诺</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务类型</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>任务数</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>Manager: objects that several processes use</source>
        <translation>Manager：多个进程共用的对象</translation>
    </message>
    <message>
        <source>Processes</source>
        <translation>进程数</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>加锁</translation>
    </message>
    <message>
        <source>Memory: one counter in processes and in threads</source>
        <translation>内存：同一个计数器，在进程里和在线程里</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>Pipe: two processes that talk to each other</source>
        <translation>管道：两个进程互相通信</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>提问次数</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>消息大小</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>Pool: apply and apply_async</source>
        <translation>进程池：apply 与 apply_async</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>调用 join</translation>
    </message>
    <message>
        <source>No pool</source>
        <translation>不用进程池</translation>
    </message>
    <message>
        <source>Pool: map, imap, imap_unordered and starmap</source>
        <translation>进程池：map、imap、imap_unordered 与 starmap</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>调用方式</translation>
    </message>
    <message>
        <source>Chunksize</source>
        <translation>块大小</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>项数</translation>
    </message>
    <message>
        <source>Process: a program on disk, and what becomes of it</source>
        <translation>进程：磁盘上的程序运行起来之后</translation>
    </message>
    <message>
        <source>Copies</source>
        <translation>副本数</translation>
    </message>
    <message>
        <source>Megabytes</source>
        <translation>内存大小</translation>
    </message>
    <message>
        <source>MB</source>
        <translation>MB</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>间隔</translation>
    </message>
    <message>
        <source>Queue: messages from a parent to its children</source>
        <translation>队列：父进程发给子进程的消息</translation>
    </message>
    <message>
        <source>Consumers</source>
        <translation>消费者数</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>队列上限</translation>
    </message>
    <message>
        <source>messages</source>
        <translation>条</translation>
    </message>
    <message>
        <source>Producing</source>
        <translation>生产用时</translation>
    </message>
    <message>
        <source>Consuming</source>
        <translation>消费用时</translation>
    </message>
    <message>
        <source>Time slices: more processes than cores</source>
        <translation>时间片：进程比核多</translation>
    </message>
    <message>
        <source>Cores</source>
        <translation>核数</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>工作量</translation>
    </message>
    <message>
        <source>million additions</source>
        <translation>百万次加法</translation>
    </message>
    <message>
        <source>Zombie: a child that nobody waits for</source>
        <translation>僵尸进程：没有被父进程回收的子进程</translation>
    </message>
    <message>
        <source>Life</source>
        <translation>寿命</translation>
    </message>
</context>
<context>
    <name>Recent</name>
    <message>
        <source>Open recent</source>
        <translation>最近打开</translation>
    </message>
    <message>
        <source>nothing yet</source>
        <translation>暂无</translation>
    </message>
</context>
<context>
    <name>Remarks</name>
    <message>
        <source>not measured</source>
        <translation>未测量</translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>Report an error</source>
        <translation>报告错误</translation>
    </message>
    <message>
        <source>Something went wrong inside Poolscope</source>
        <translation>Poolscope 内部出错了</translation>
    </message>
    <message>
        <source>The window goes on, and so does the run. To report it, copy the text below; read it before you send it.</source>
        <translation>窗口和正在运行的程序都会继续运行。如需报告此错误，请复制下面的文字；发送前请先看一遍。</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>RunButtons</name>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Kill now</source>
        <translation>立即终止</translation>
    </message>
    <message>
        <source>A sweep goes on: beside a run nothing can be measured rightly.</source>
        <translation>扫描正在进行：同时运行程序，测量就不准了。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Stopping…
{0} s</source>
        <translation>正在停止…
{0} 秒</translation>
    </message>
</context>
<context>
    <name>RunsCard</name>
    <message>
        <source>Runs, one time axis</source>
        <translation>各次运行，同一时间轴</translation>
    </message>
    <message>
        <source>each bar one task</source>
        <translation>每个条块是一个任务</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>各次运行</translation>
    </message>
    <message>
        <source>A click opens the run in Timeline; Ctrl+click selects it</source>
        <translation>单击在时间线中打开这次运行；Ctrl+单击选中它</translation>
    </message>
    <message>
        <source>the median run</source>
        <translation>中位数的那次</translation>
    </message>
    <message>
        <source>repeat {0}</source>
        <translation>第 {0} 次重复</translation>
    </message>
    <message>
        <source>computing</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>waiting for a core</source>
        <translation>等待 CPU 核</translation>
    </message>
    <message>
        <source>sleeping</source>
        <translation>睡眠</translation>
    </message>
</context>
<context>
    <name>Seen</name>
    <message>
        <source>Two lanes from one file: two starts, each with its own PID.</source>
        <translation>一个文件、两条泳道：启动两次，各有各的 PID。</translation>
    </message>
    <message>
        <source>Eight lanes, two cores: moments on a CPU, long waits for one.</source>
        <translation>八条泳道、两个核：占用 CPU 只有片刻，等核却很久。</translation>
    </message>
    <message>
        <source>Three processes count to 105 each, three threads to 115.</source>
        <translation>三个进程各数到 105，三个线程一起数到 115。</translation>
    </message>
    <message>
        <source>An arrow for each message; the queue grows until put() waits.</source>
        <translation>每条消息一个箭头；队列越来越长，直到 put() 阻塞。</translation>
    </message>
    <message>
        <source>Arrows to and fro: one process thinks, the other waits.</source>
        <translation>箭头有来有回：一个进程思考，另一个等待。</translation>
    </message>
    <message>
        <source>A lane for the manager; each access is an arrow and back.</source>
        <translation>Manager 自成一条泳道，每次访问都一来一回。</translation>
    </message>
    <message>
        <source>Questions wait in a server until another program takes them.</source>
        <translation>问题先存在服务器里，等另一个程序来取。</translation>
    </message>
    <message>
        <source>Ten tasks on three lanes, and a dot for each callback.</source>
        <translation>十个任务、三条泳道，每个回调一个圆点。</translation>
    </message>
    <message>
        <source>When do the results come, and in which order?</source>
        <translation>结果什么时候到，按什么顺序？</translation>
    </message>
    <message>
        <source>A lane turns into a grid: its process ended, nobody asked.</source>
        <translation>泳道变成网格纹：进程已结束，却还没被回收。</translation>
    </message>
    <message>
        <source>Slow, failing and hanging pages on four lanes.</source>
        <translation>四条泳道抓取网页：有的慢，有的失败，有的卡住。</translation>
    </message>
    <message>
        <source>Futures: pending, claimed, done, cancelled, failed.</source>
        <translation>Future：待处理、已认领、已完成、已取消、失败。</translation>
    </message>
    <message>
        <source>The same pages as futures: each as soon as it is done.</source>
        <translation>同样的网页，换成 future：先完成的先拿到。</translation>
    </message>
</context>
<context>
    <name>SelectionPanel</name>
    <message>
        <source>PID {0}</source>
        <translation>PID {0}</translation>
    </message>
    <message>
        <source>{0} selected</source>
        <translation>已选 {0}</translation>
    </message>
    <message>
        <source>count</source>
        <translation>个数</translation>
    </message>
    <message>
        <source>total</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>min</source>
        <translation>最小</translation>
    </message>
    <message>
        <source>average</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>max</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>for a core</source>
        <translation>等待核</translation>
    </message>
    <message>
        <source>and {0} more</source>
        <translation>还有 {0} 项</translation>
    </message>
    <message>
        <source>only what lies in the selection; F shows it, Esc clears it</source>
        <translation>只计选区内的部分；F 放大显示，Esc 清除</translation>
    </message>
    <message>
        <source>no task ran in this time; Esc clears the selection</source>
        <translation>这段时间内没有任务运行；按 Esc 清除选择</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>There is no run to save yet.</source>
        <translation>还没有可以保存的运行。</translation>
    </message>
    <message>
        <source>{0} is the program itself: it would be overwritten.</source>
        <translation>{0} 就是程序本身，不能覆盖。</translation>
    </message>
    <message>
        <source>{0} could not be written: {1}</source>
        <translation>无法写入 {0}：{1}</translation>
    </message>
    <message>
        <source>{0} holds the run up to {1}: there its recording ended.</source>
        <translation>{0} 只包含到 {1} 为止的运行：记录在那里中断了。</translation>
    </message>
    <message>
        <source>This run is not recorded: {0}</source>
        <translation>这次运行没有被记录：{0}</translation>
    </message>
    <message>
        <source>Part of this run could not be taken into its record: {0}</source>
        <translation>这次运行有一部分无法记录：{0}</translation>
    </message>
    <message>
        <source>The run could not be read any further and was ended: {0}</source>
        <translation>无法继续读取运行数据，运行已被终止：{0}</translation>
    </message>
    <message>
        <source>The recording is as long as it may be and ends here; the run goes on.</source>
        <translation>运行记录已达到长度上限，到此为止；程序继续运行。</translation>
    </message>
    <message>
        <source>The run is no longer recorded: {0}</source>
        <translation>本次运行已停止记录：{0}</translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Console</source>
        <translation>控制台</translation>
    </message>
    <message>
        <source>Processes</source>
        <translation>进程</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>pan</source>
        <translation>平移</translation>
    </message>
    <message>
        <source>fit</source>
        <translation>适应窗口</translation>
    </message>
    <message>
        <source>previous/next task</source>
        <translation>上一个/下一个任务</translation>
    </message>
    <message>
        <source>pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>keys</source>
        <translation>快捷键</translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) lost</source>
        <translation>
            <numerusform>丢失 %Ln 个事件</numerusform>
        </translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>未记录</translation>
    </message>
    <message>
        <source>The program goes on, but is not watched fully: {0}</source>
        <translation>程序继续运行，但无法完整观察：{0}</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Recording {0}: {1}</source>
        <translation>记录文件 {0}：{1}</translation>
    </message>
    <message>
        <source>recorded: {0}</source>
        <translation>已记录：{0}</translation>
    </message>
    <message>
        <source>recorded up to {0}</source>
        <translation>记录到 {0} 为止</translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s)</source>
        <translation>
            <numerusform>%Ln 个事件</numerusform>
        </translation>
    </message>
    <message>
        <source>Opening {0}: {1} ({2} cancels)</source>
        <translation>正在打开 {0}：{1}（按 {2} 取消）</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Starting: {0} is asked which Python it is</source>
        <translation>正在启动：正在查询 {0} 的 Python 版本</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Running: {0}</source>
        <translation>运行中：{0}</translation>
    </message>
    <message>
        <source>{0}, view paused</source>
        <translation>{0}，画面已暂停</translation>
    </message>
    <message>
        <source>{0}; what was changed is for the next run</source>
        <translation>{0}；改动从下次运行起生效</translation>
    </message>
    <message>
        <source>{0} on {1} in {2}</source>
        <translation>{0}，{1}，用时 {2}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln worker(s)</source>
        <translation>
            <numerusform>%Ln 个工作进程</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped by the timeout: {0}</source>
        <translation>超时，已停止：{0}</translation>
    </message>
    <message>
        <source>Recorded as far as this: {0}</source>
        <translation>只记录到这里：{0}</translation>
    </message>
    <message>
        <source>Stopped: {0}</source>
        <translation>已停止：{0}</translation>
    </message>
    <message>
        <source>Ended by {0}: {1}</source>
        <translation>被 {0} 终止：{1}</translation>
    </message>
    <message>
        <source>Ended with exit code {0}: {1}</source>
        <translation>以退出码 {0} 结束：{1}</translation>
    </message>
    <message>
        <source>Finished: {0}</source>
        <translation>已结束：{0}</translation>
    </message>
    <message numerus="yes">
        <source>{0} of %Ln task(s)</source>
        <translation>
            <numerusform>%Ln 个任务中的 {0} 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln task(s)</source>
        <translation>
            <numerusform>%Ln 个任务</numerusform>
        </translation>
    </message>
    <message>
        <source>The program was ended by {0}</source>
        <translation>程序被 {0} 终止</translation>
    </message>
    <message>
        <source>The program ended with exit code {0}</source>
        <translation>程序以退出码 {0} 结束</translation>
    </message>
    <message>
        <source>it wrote nothing to stderr</source>
        <translation>它没有向 stderr 输出任何内容</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
</context>
<context>
    <name>Switch</name>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>{0}(): {1} tasks</source>
        <translation>{0}()：{1} 个任务</translation>
    </message>
    <message>
        <source>{0} of {1} messages are drawn; zoom in for more</source>
        <translation>画出了 {1} 条消息中的 {0} 条，放大可看到更多</translation>
    </message>
    <message>
        <source>1 task waits</source>
        <translation>1 个任务等待</translation>
    </message>
    <message>
        <source>{0} tasks wait</source>
        <translation>{0} 个任务等待</translation>
    </message>
    <message>
        <source>1 message waits</source>
        <translation>1 条消息等待</translation>
    </message>
    <message>
        <source>{0} messages wait</source>
        <translation>{0} 条消息等待</translation>
    </message>
    <message>
        <source>{0} pending, {1} claimed</source>
        <translation>{0} 个待处理，{1} 个已认领</translation>
    </message>
    <message>
        <source>Zoom to it</source>
        <translation>放大到此处</translation>
    </message>
    <message>
        <source>up to {0}</source>
        <translation>最多 {0}</translation>
    </message>
    <message>
        <source>{0} on a CPU</source>
        <translation>占用 CPU {0}</translation>
    </message>
    <message>
        <source>{0}: {1} on a CPU</source>
        <translation>{0}：占用 CPU {1}</translation>
    </message>
    <message>
        <source>{0}, {1} waiting for one</source>
        <translation>{0}，等待 CPU 核 {1}</translation>
    </message>
    <message>
        <source>its child processes</source>
        <translation>子进程结束</translation>
    </message>
    <message>
        <source>all messages to be done with</source>
        <translation>所有消息处理完</translation>
    </message>
    <message>
        <source>room in the queue</source>
        <translation>队列有空位</translation>
    </message>
    <message>
        <source>a message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>its workers</source>
        <translation>工作进程结束</translation>
    </message>
    <message>
        <source>the result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>end of program: waits for its child processes</source>
        <translation>程序结束：等待子进程结束</translation>
    </message>
    <message>
        <source>main process waits for {0}</source>
        <translation>主进程等待 {0}</translation>
    </message>
    <message>
        <source>{0}(): main process waits for {1}</source>
        <translation>{0}()：主进程等待{1}</translation>
    </message>
    <message>
        <source>end</source>
        <translation>程序结束</translation>
    </message>
    <message>
        <source>{0}, line {1}</source>
        <translation>{0}，第 {1} 行</translation>
    </message>
    <message>
        <source>waits for {0}</source>
        <translation>等待 {0}</translation>
    </message>
    <message>
        <source>{0}: waits for {1}</source>
        <translation>{0}：等待{1}</translation>
    </message>
</context>
<context>
    <name>TimelineCanvas</name>
    <message>
        <source>no task is selected</source>
        <translation>未选中任务</translation>
    </message>
</context>
<context>
    <name>TimelineLegend</name>
    <message>
        <source>blocked: waits for others</source>
        <translation>阻塞：等待其他进程</translation>
    </message>
    <message>
        <source>on a CPU</source>
        <translation>占用 CPU</translation>
    </message>
    <message>
        <source>partly</source>
        <translation>部分占用</translation>
    </message>
    <message>
        <source>sleeping or waiting</source>
        <translation>睡眠或等待</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>call to a manager</source>
        <translation>调用 Manager</translation>
    </message>
    <message>
        <source>idle: no task</source>
        <translation>空闲：没有任务</translation>
    </message>
    <message>
        <source>zombie</source>
        <translation>僵尸进程</translation>
    </message>
    <message>
        <source>printed</source>
        <translation>打印输出</translation>
    </message>
    <message>
        <source>callback raised</source>
        <translation>回调抛出异常</translation>
    </message>
    <message>
        <source>strip: the process</source>
        <translation>细条：进程的状态</translation>
    </message>
    <message>
        <source>main process blocked</source>
        <translation>主进程阻塞</translation>
    </message>
    <message>
        <source>A task is as wide as it took, and filled from below by the share of that time it was on a CPU.
Hatched above it: it could have computed and waited for a core. Empty: it slept or waited.</source>
        <translation>任务的宽度是它的用时；从下往上填充的高度是其中占用 CPU 的时间比例。
上面的斜线部分：本可以计算，却在等待 CPU 核。空白部分：在睡眠或等待。</translation>
    </message>
    <message>
        <source>waiting for a core</source>
        <translation>等待 CPU 核</translation>
    </message>
    <message>
        <source>waiting for a core: not known on this system</source>
        <translation>等待 CPU 核：此系统上无法得知</translation>
    </message>
    <message>
        <source>claimed, no worker yet</source>
        <translation>已认领，还没有工作进程</translation>
    </message>
    <message>
        <source>callback</source>
        <translation>回调</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>lost with its worker</source>
        <translation>随工作进程丢失</translation>
    </message>
</context>
<context>
    <name>Timelines</name>
    <message>
        <source>Nothing was recorded.</source>
        <translation>没有记录到任何内容。</translation>
    </message>
    <message>
        <source>Starting the program …</source>
        <translation>正在启动程序…</translation>
    </message>
    <message>
        <source>Nothing was recorded.
The console says what the program had to say.</source>
        <translation>没有记录到任何内容。
程序的输出在控制台里。</translation>
    </message>
    <message>
        <source>Press Run (F5).
The program&apos;s processes and tasks appear here while it runs.</source>
        <translation>按“运行”（F5）。
程序运行时，它的进程和任务会显示在这里。</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>each process, in cores; same time axis</source>
        <translation>各进程占用的核数，时间轴相同</translation>
    </message>
    <message>
        <source>recorded: {0}</source>
        <translation>记录文件：{0}</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>上一次</translation>
    </message>
    <message>
        <source>CPU now</source>
        <translation>CPU（这一次）</translation>
    </message>
    <message>
        <source>each process of the run now, in cores; same time axis</source>
        <translation>这一次运行各进程占用的核数，时间轴相同</translation>
    </message>
    <message>
        <source>took {0}</source>
        <translation>用时 {0}</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>这一次</translation>
    </message>
</context>
<context>
    <name>Unsaved</name>
    <message>
        <source>Save program</source>
        <translation>保存程序</translation>
    </message>
    <message>
        <source>Python (*.py);;All files (*)</source>
        <translation>Python 程序 (*.py);;所有文件 (*)</translation>
    </message>
    <message>
        <source>{0} could not be written: {1}</source>
        <translation>无法写入 {0}：{1}</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>未保存</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>What was not saved when the window had to end is in {0}</source>
        <translation>窗口被迫关闭时未保存的内容在 {0}</translation>
    </message>
    <message>
        <source>What was typed into {0} is not saved.</source>
        <translation>在 {0} 中输入的内容还没有保存。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>不保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>{0} was changed by another program since it was opened here.</source>
        <translation>{0} 在这里打开之后，又被其他程序修改过。</translation>
    </message>
    <message>
        <source>Overwrite</source>
        <translation>覆盖</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Sentence and table as text, to be pasted elsewhere</source>
        <translation>结论和表格的文字，可粘贴到别处</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>另存为</translation>
    </message>
    <message>
        <source>Picture (PNG)…</source>
        <translation>图片（PNG）…</translation>
    </message>
    <message>
        <source>Table of all runs (CSV)…</source>
        <translation>所有运行的表格（CSV）…</translation>
    </message>
    <message>
        <source>Sweep that opens again (JSON)…</source>
        <translation>可再次打开的扫描结果（JSON）…</translation>
    </message>
    <message>
        <source>Compare two</source>
        <translation>比较两次</translation>
    </message>
    <message>
        <source>Select two of the runs at the left (Ctrl+click, or Shift and the arrow keys) to see both in Timeline</source>
        <translation>在左边选中两次运行（Ctrl+单击，或 Shift 加方向键），在时间线中一起看</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>So far: {0}</source>
        <translation>目前：{0}</translation>
    </message>
    <message>
        <source>Use {0} in the program</source>
        <translation>在程序中使用 {0}</translation>
    </message>
    <message>
        <source>Use it in the program</source>
        <translation>在程序中使用</translation>
    </message>
    <message>
        <source>Press Sweep: the curve grows as the runs end</source>
        <translation>按“扫描”：每结束一次运行，曲线就长一点</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>Fewer than two values were measured: there is nothing to compare</source>
        <translation>测得的值少于两个：没有可比较的</translation>
    </message>
</context>
</TS>
