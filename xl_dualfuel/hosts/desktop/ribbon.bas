'The ribbon group. Subs with an argument: they are neither in the list of macros nor can a cell call them.

Public Sub DualFuelNewCase(Control As Object)
    Press "new_case", "", FileToWrite("house.xlsx")
End Sub

Public Sub DualFuelMakeWorkbook(Control As Object)
    Dim Source As String
    Source = SavedFile
    If Source <> "" Then Press "make_workbook", Source, FileToWrite("answer.xlsx")
End Sub

Public Sub DualFuelVerify(Control As Object)
    Dim Source As String
    Source = SavedFile
    If Source <> "" Then Press "verify", Source, "new"
End Sub

Public Sub DualFuelNotes(Control As Object)
    Dim Source As String
    Source = SavedFile
    If Source <> "" Then Press "notes", Source, "new"
End Sub

Private Sub Press(ByVal Button As String, ByVal Source As String, ByVal Target As String)
    'Python does it and names the workbooks to open; what is wrong is in one of them, in cells, which hold any letter.
    Dim Python As Object, Made As Object, One As Variant
    If Target = "" Then Exit Sub
    On Error GoTo Failed
    Set Python = XLPy
    Set Made = Python.Call(Python.Module("xl_dualfuel.hosts.desktop.ribbon"), "press", Python.Tuple(Button, Source, Target))
    For Each One In Split(Python.Str(Made), "|")
        OpenWorkbook CStr(One)
    Next One
    Exit Sub
Failed:
    ShowText Err.Description
End Sub

Private Sub OpenWorkbook(ByVal Path As String)
    Application.Workbooks.Open Path
End Sub

Private Sub ShowText(ByVal Text As String)
    MsgBox Text, vbExclamation, "Dual Fuel"
End Sub

Private Function Ask(ByVal Question As String, ByVal Buttons As Long) As Long
    Ask = MsgBox(Question, Buttons, "Dual Fuel")
End Function

Private Function SavedFile() As String
    'The active workbook as a file for Python to read; "" where there is none.
    Dim Book As Object
    Set Book = ActiveWorkbook
    If Book Is Nothing Then
        ShowText "Open a filled-in form or a workbook of this program first."
        Exit Function
    End If
    If Book.Path = "" Then
        ShowText "This workbook is not saved yet. Save it, then press the button again."
        Exit Function
    End If
    If Not Book.Saved Then
        Select Case Ask("The file is read as it was saved last. Save the changes made since?", vbYesNoCancel)
            Case vbYes: Book.Save
            Case vbCancel: Exit Function
        End Select
    End If
    SavedFile = Book.FullName
    If InStr(SavedFile, "://") = 0 Then Exit Function
    'In OneDrive and SharePoint the path is an address: a copy is read.
    SavedFile = Environ$("TEMP") & "\" & Book.Name
    Book.SaveCopyAs SavedFile
End Function

Private Function FileToWrite(ByVal Name As String) As String
    'Where to write a new workbook; "" where the user thinks better of it.
    Dim Chosen As Variant
    Chosen = Application.GetSaveAsFilename(Name, "Excel Workbook (*.xlsx),*.xlsx", 1, "Dual Fuel")
    If VarType(Chosen) = vbBoolean Then Exit Function
    If Dir$(CStr(Chosen)) <> "" Then
        If Ask(CStr(Chosen) & " exists already. Replace it?", vbYesNo) <> vbYes Then Exit Function
    End If
    FileToWrite = CStr(Chosen)
End Function

