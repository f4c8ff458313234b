@echo off
rem The command line of Parlance on Windows: finds a JDK, builds the project on the first run, and passes all arguments on.
rem PARLANCE_JAVA_HOME names a JDK, PARLANCE_JAVA_OPTS gives it more flags, and PARLANCE_CLASSPATH adds jars, such as
rem those of plugins: files, or FOLDER\* for all in a folder, with semicolons between. The file 'parlance' does it elsewhere.
setlocal EnableExtensions DisableDelayedExpansion
set "JDK_NEEDED=25"
set "ROOT=%~dp0"
set "APP=%ROOT%cli\target\unchecked\app"
set "JAVA_FOUND="

rem No path stands inside parentheses: one with a parenthesis in it would end them.
if not defined PARLANCE_JAVA_HOME goto search
call :consider "%PARLANCE_JAVA_HOME%"
if defined JAVA_FOUND goto found
echo parlance: PARLANCE_JAVA_HOME=%PARLANCE_JAVA_HOME% is not a JDK of %JDK_NEEDED% or newer>&2
exit /b 1

:search
if defined JAVA_HOME call :consider "%JAVA_HOME%"
for /f "delims=" %%j in ('where java 2^>nul') do call :consider "%%~dpj.."
for /d %%d in (
    "%ProgramFiles%\Java\*" "%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Microsoft\jdk*"
    "%ProgramFiles%\Amazon Corretto\*" "%ProgramFiles%\Zulu\*" "%ProgramFiles%\BellSoft\*"
    "%LOCALAPPDATA%\Programs\Eclipse Adoptium\*" "%USERPROFILE%\.jdks\*" "%USERPROFILE%\.gradle\jdks\*"
    "%USERPROFILE%\scoop\apps\*jdk*"
) do (
    call :consider "%%~d"
    call :consider "%%~d\current"
)
if defined JAVA_FOUND goto found
echo parlance: no JDK of %JDK_NEEDED% or newer was found. Get one with>&2
echo     winget install EclipseAdoptium.Temurin.%JDK_NEEDED%.JDK>&2
echo or from https://adoptium.net, or say where one is with PARLANCE_JAVA_HOME.>&2
exit /b 1

:found
if not exist "%APP%\parlance-cli-*.jar" call :build
if not exist "%APP%\parlance-cli-*.jar" exit /b 1

rem The flags are explained in README.md.
set "FLAGS=--enable-native-access=ALL-UNNAMED -Xms16m"
rem A JVM takes only one collector.
echo "%PARLANCE_JAVA_OPTS% %JDK_JAVA_OPTIONS% %JAVA_TOOL_OPTIONS%" | findstr /r /c:"-XX:+Use.*GC" >nul || set "FLAGS=%FLAGS% -XX:+UseSerialGC"
findstr /c:"jdk.incubator.vector" "%JAVA_FOUND%\release" >nul 2>&1 && set "FLAGS=%FLAGS% --add-modules=jdk.incubator.vector"

set "CLASSES=%APP%\*"
if defined PARLANCE_CLASSPATH set "CLASSES=%CLASSES%;%PARLANCE_CLASSPATH%"

rem The output is UTF-8; the console gets its own code page back.
for /f "tokens=2 delims=:." %%c in ('chcp') do set "CODE_PAGE=%%c"
chcp 65001 >nul
"%JAVA_FOUND%\bin\java" %FLAGS% %PARLANCE_JAVA_OPTS% -cp "%CLASSES%" dev.parlance.cli.Main %*
set "RESULT=%ERRORLEVEL%"
chcp %CODE_PAGE% >nul
exit /b %RESULT%

rem Takes the JDK in a folder if it is new enough and none was taken before.
:consider
if defined JAVA_FOUND exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
set "MAJOR=0"
for /f "tokens=2 delims==" %%v in ('findstr /b "JAVA_VERSION=" "%~1\release" 2^>nul') do (
    for /f "delims=.-+" %%m in ("%%~v") do set "MAJOR=%%m"
)
if %MAJOR% GEQ %JDK_NEEDED% set "JAVA_FOUND=%~f1"
exit /b 0

:build
set "TARGET=%ROOT%cli\target"
where mvn >nul 2>&1
if errorlevel 1 echo parlance: Maven is needed to build the program; get it from https://maven.apache.org/download.cgi>&2
if errorlevel 1 exit /b 1
if not exist "%TARGET%" md "%TARGET%"
md "%TARGET%\build.lock" 2>nul
if errorlevel 1 echo parlance: another build is running; if not, delete %TARGET%\build.lock>&2
if errorlevel 1 exit /b 1
echo parlance: building, which takes a minute or two the first time>&2
setlocal
set "JAVA_HOME=%JAVA_FOUND%"
call mvn -f "%ROOT%pom.xml" package -pl cli -am -Punchecked <nul >"%TARGET%\build.log" 2>&1
set "BUILD_RESULT=%ERRORLEVEL%"
rd "%TARGET%\build.lock"
if not "%BUILD_RESULT%"=="0" echo parlance: the build failed; everything that it said is in %TARGET%\build.log>&2
exit /b %BUILD_RESULT%
