@echo off
rem Lets a double click open the files of Reseller Desk, for this user. It belongs into the folder of resellerdesk.exe;
rem "register remove" takes that back.
setlocal
set "classes=HKCU\Software\Classes"
if /i "%~1"=="remove" goto remove
if not exist "%~dp0resellerdesk.exe" (
  echo resellerdesk.exe is not in %~dp0 - nothing was changed. Put this file beside it. 1>&2
  exit /b 1
)
reg add "%classes%\ResellerDesk.File" /ve /d "Reseller Desk" /f >nul
if errorlevel 1 exit /b 1
reg add "%classes%\ResellerDesk.File\shell\open\command" /ve /d "\"%~dp0resellerdesk.exe\" \"%%1\"" /f >nul
if errorlevel 1 exit /b 1
reg add "%classes%\.activation" /ve /d ResellerDesk.File /f >nul
if errorlevel 1 exit /b 1
reg add "%classes%\.resellerdesk" /ve /d ResellerDesk.File /f >nul
exit /b %errorlevel%

:remove
for %%k in (.activation .resellerdesk ResellerDesk.File) do reg delete "%classes%\%%k" /f >nul 2>&1
exit /b 0
