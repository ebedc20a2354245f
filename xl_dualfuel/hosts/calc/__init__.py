"""LibreOffice Calc: the extension."""
