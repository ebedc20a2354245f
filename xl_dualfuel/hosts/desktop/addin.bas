Attribute VB_Name = "dual_fuel"
'The worksheet functions of xl_dualfuel @version@. Each hands its arguments to Python and shows what comes back.
'
'How Python is started and called, and the functions at the end, are those of xlwings @xlwings@, cut down to what they
'need: nothing but the functions can be called from a cell, and no setting is read from a workbook other than this one.
'
'xlwings is distributed under a BSD 3-clause license.
'
'Copyright (C) 2014-present, Zoomer Analytics LLC.
'All rights reserved.
'
'Redistribution and use in source and binary forms, with or without modification,
'are permitted provided that the following conditions are met:
'
'* Redistributions of source code must retain the above copyright notice, this
'  list of conditions and the following disclaimer.
'
'* Redistributions in binary form must reproduce the above copyright notice, this
'  list of conditions and the following disclaimer in the documentation and/or
'  other materials provided with the distribution.
'
'* Neither the name of the copyright holder nor the names of its
'  contributors may be used to endorse or promote products derived from
'  this software without specific prior written permission.
'
'THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
'ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
'WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
'DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR
'ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES
'(INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES;
'LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON
'ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT
'(INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
'SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
Option Explicit
#Const App = "Microsoft Excel"
#If Win64 Then
    Private Const XLPyDLLName As String = "xlwings64-@xlwings@.dll"
    Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings64-@xlwings@.dll" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long
#Else
    Private Const XLPyDLLName As String = "xlwings32-@xlwings@.dll"
    Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings32-@xlwings@.dll" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long
#End If
Private Declare PtrSafe Function LoadLibrary Lib "KERNEL32" Alias "LoadLibraryA" (ByVal lpLibFileName As String) As LongPtr
Private StartCommand As String
Private Failure As String
Private FailedAt As Date

Private Function XLPy()
    'The Python process, started at the first call: one for all workbooks. Excel waits a minute for one that does not
    'start: where it failed, the other cells are told the same and do not wait too.
    If Failure <> "" Then
        If DateDiff("s", FailedAt, Now) < 60 Then Err.Raise 1000, Description:=Failure
    End If
    Failure = ""
    If StartCommand = "" Then
        XLPyLoadDLL
        StartCommand = XLPyCommand
    End If
    If 0 = XLPyDLLActivateAuto(XLPy, StartCommand, 1) Then Exit Function
    Failure = WhyNot(CStr(XLPy))
    FailedAt = Now
    Err.Raise 1000, Description:=Failure
End Function

Private Sub XLPyLoadDLL()
    'The DLL is where the installation found it; else beside the interpreter, or beside its folder (virtual environment).
    Dim Python As String, Beside As String, Above As String, There As String, Code As Long, Folder As Variant
    Python = Interpreter
    If InStr(Python, "\") > 0 Then
        If Not IsFile(Python) Then Err.Raise 1001, Description:="There is no " & Python & ". In a terminal run: dualfuel addin install"
        Beside = Left$(Python, InStrRev(Python, "\") - 1)
        If InStr(Beside, "\") > 0 Then Above = Left$(Beside, InStrRev(Beside, "\") - 1)
    ElseIf Setting("Xlwings_DLL") = "" Then
        Exit Sub 'on the PATH, where Windows looks for the DLL too
    End If
    For Each Folder In Array(Setting("Xlwings_DLL"), Beside, Above)
        If Folder <> "" And There = "" Then
            If LoadLibrary(Folder & "\" & XLPyDLLName) <> 0 Then Exit Sub
            Code = Err.LastDllError
            If IsFile(Folder & "\" & XLPyDLLName) Then There = Folder & "\" & XLPyDLLName
        End If
    Next Folder
    If There <> "" Then Err.Raise 1002, Description:="Windows does not load " & There & " (error " & Code & "): a virus scanner or a policy may forbid it. Ask who looks after this computer to allow it"
    Err.Raise 1003, Description:=XLPyDLLName & " of xlwings is not beside " & Python & ". In a terminal run: dualfuel addin install"
End Sub

Private Function XLPyCommand() As String
    'Python leaves the current folder out (-P), which may be that of a workbook by anyone.
    XLPyCommand = "cmd.exe  /K """"" & Interpreter & """ -B -P -c """ & PathCode & "import xlwings; xlwings.serve('$(CLSID)')"""""
End Function

Private Function PathCode() As String
    Dim Path As String
    Path = Setting("PYTHONPATH")
    If Path = "" Then Exit Function
    Path = Replace(Replace(Replace(Path, "\", "\\"), "'", "\'"), "&", "^&")
    PathCode = "import xlwings.utils;xlwings.utils.prepare_sys_path(\""false;;;;;;" & Path & "\"");"
End Function

Private Function WhyNot(ByVal Reported As String) As String
    'Python is run once more by itself; how it ends says what keeps it from answering.
    Dim Python As String, Code As String, Status As Long
    Python = Interpreter
    Code = "import sys, importlib.util as u; u.find_spec('xlwings') or sys.exit(3); import xlwings; xlwings.__version__ == '@xlwings@' or sys.exit(4); "
    Code = Code & Replace(PathCode, "^&", "&") & "u.find_spec('xl_dualfuel') or sys.exit(5); import xl_dualfuel.functions"
    On Error Resume Next
    Status = CreateObject("WScript.Shell").Run("""" & Python & """ -B -P -c """ & Code & """", 0, True)
    If Err.Number <> 0 Then
        WhyNot = "Windows does not start " & Python & " (" & Err.Description & "). If there is no such file, run in a terminal: dualfuel addin install"
        Exit Function
    End If
    On Error GoTo 0
    Select Case Status
        Case 0
            WhyNot = Python & " runs, but Excel gets no connection to it: Excel from the Microsoft Store cannot have one, nor can Excel where a policy forbids cmd.exe. Reported: " & Reported
            Exit Function
        Case 2: WhyNot = Python & " is older than Python 3.11."
        Case 3: WhyNot = "xlwings is not installed for " & Python & "."
        Case 4: WhyNot = "xlwings of " & Python & " is another version than @xlwings@."
        Case 5: WhyNot = "xl_dualfuel is not installed for " & Python & "."
        Case Else: WhyNot = Python & " cannot load xl_dualfuel (status " & Status & "). Reported: " & Reported & "."
    End Select
    WhyNot = WhyNot & " In a terminal run: dualfuel addin install"
End Function

Private Function IsFile(ByVal Path As String) As Boolean
    On Error Resume Next
    IsFile = Dir$(Path) <> ""
End Function

Private Function Shown(ByVal Answer As Variant) As Variant
    'Python hands an error over as text: in a cell it is an error value, which no sum and no comparison passes over.
    Dim Row As Long, Column As Long, Columns As Long
    If IsArray(Answer) Then
        Columns = -1
        On Error Resume Next 'one row has one dimension
        Columns = UBound(Answer, 2)
        On Error GoTo 0
        If Columns = -1 Then
            For Column = LBound(Answer, 1) To UBound(Answer, 1)
                Answer(Column) = CellValue(Answer(Column))
            Next Column
        Else
            For Row = LBound(Answer, 1) To UBound(Answer, 1)
                For Column = LBound(Answer, 2) To Columns
                    Answer(Row, Column) = CellValue(Answer(Row, Column))
                Next Column
            Next Row
        End If
        Shown = Answer
    Else
        Shown = CellValue(Answer)
    End If
End Function

Private Function CellValue(ByVal Value As Variant) As Variant
    CellValue = Value
    If VarType(Value) <> vbString Then Exit Function
    If Left$(Value, 1) <> "#" Then Exit Function
    If Left$(Value, @length@) = "@mark@" Then Value = "@refused@"
    Select Case Value
@errors@
    End Select
End Function

Private Function Interpreter() As String
    Interpreter = Setting("Interpreter_Win")
    If Interpreter = "" Then Interpreter = Environ$("XL_DUALFUEL_PYTHON")
    If Interpreter = "" Then Interpreter = "pythonw"
End Function

Private Function Setting(ByVal Key As String) As String
    'What the sheet xl_dualfuel.conf says, environment variables filled in.
    Dim Place As Long
    With ThisWorkbook.Worksheets("xl_dualfuel.conf")
        For Place = 1 To 20
            If LCase$(CStr(.Cells(Place, 1).Value)) = LCase$(Key) Then Setting = CStr(.Cells(Place, 2).Value)
        Next Place
    End With
    If InStr(Setting, "%") > 0 Then Setting = CreateObject("WScript.Shell").ExpandEnvironmentStrings(Setting)
End Function

Public Sub DualFuelWarmUp()
    'Python starts and loads the functions before a cell asks. What goes wrong is said where a cell or a button asks.
    Dim Python As Object
    On Error Resume Next
    Set Python = XLPy
    Set Python = Python.Call(Python.Module("xl_dualfuel.functions"), "DF_BALANCE_POINT")
End Sub

Public Sub DualFuelHelp()
    'Gives the functions their category and help, from the sheet _IntelliSense_, where the free add-in Excel-DNA
    'IntelliSense reads it too. Excel takes no help for a hidden workbook: for that moment this is no add-in.
    Dim Before As Object, Place As Long, Count As Long, Texts() As String
    On Error GoTo Finished
    Set Before = ActiveWindow
    Application.ScreenUpdating = False
    Application.EnableEvents = False
    ThisWorkbook.IsAddin = False
    With ThisWorkbook.Worksheets("_IntelliSense_")
        Place = 2
        Do While CStr(.Cells(Place, 1).Value) <> ""
            Count = 0
            Do While CStr(.Cells(Place, 4 + 2 * Count).Value) <> ""
                ReDim Preserve Texts(Count)
                Texts(Count) = CStr(.Cells(Place, 5 + 2 * Count).Value)
                Count = Count + 1
            Loop
            If Count = 0 Then
                Application.MacroOptions Macro:="'" & Replace(ThisWorkbook.Name, "'", "''") & "'!" & .Cells(Place, 1).Value, Description:=CStr(.Cells(Place, 2).Value), Category:=CStr(.Cells(1, 3).Value)
            Else
                Application.MacroOptions Macro:="'" & Replace(ThisWorkbook.Name, "'", "''") & "'!" & .Cells(Place, 1).Value, Description:=CStr(.Cells(Place, 2).Value), Category:=CStr(.Cells(1, 3).Value), ArgumentDescriptions:=Texts
            End If
            Place = Place + 1
        Loop
    End With
Finished:
    'Without help the functions work all the same.
    On Error Resume Next
    ThisWorkbook.IsAddin = True
    ThisWorkbook.Saved = True
    Before.Activate
    Application.EnableEvents = True
    Application.ScreenUpdating = True
End Sub

