; Inno Setup 6: an installer for the user who runs it, without an administrator. Made by build.ps1, which passes Version.
; Not run where the rest of the project is tested, which has no Windows: see the checklist in packaging/README.md.

#ifndef Version
  #error Pass the version: ISCC /DVersion=1.2.3 severa-desktop.iss
#endif

#define Name "Severa Desktop"
#define Window "severa-desktop-window.exe"

[Setup]
AppId={{7C6B5C0E-2F0B-4B0E-9B61-6E4B7A1D93F2}
AppName={#Name}
AppVersion={#Version}
AppVerName={#Name} {#Version}
AppPublisher=Severa Desktop contributors
VersionInfoVersion={#Version}
DefaultDirName={localappdata}\Programs\Severa Desktop
DefaultGroupName={#Name}
DisableProgramGroupPage=yes
DisableDirPage=auto
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
OutputDir=..\..\dist
OutputBaseFilename=severa-desktop-{#Version}-windows
SetupIconFile=severa-desktop.ico
UninstallDisplayIcon={app}\{#Window}
UninstallDisplayName={#Name}
LicenseFile=..\..\LICENSE
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
ChangesAssociations=yes
ChangesEnvironment=yes
; A window that is open is asked to close; what it is doing is finished first.
CloseApplications=yes
RestartApplications=no

[Languages]
Name: "english"; MessagesFile: "compiler:Default.isl"
Name: "dutch"; MessagesFile: "compiler:Languages\Dutch.isl"

[CustomMessages]
english.FileAssociation=Offer {#Name} for e-mail files (“Open with”)
dutch.FileAssociation={#Name} aanbieden voor e-mailbestanden (“Openen met”)
english.CommandLine=Add the command severa-desktop to the search path
dutch.CommandLine=De opdracht severa-desktop aan het zoekpad toevoegen
english.MailFile=E-mail message
dutch.MailFile=E-mailbericht

[Tasks]
Name: "associate"; Description: "{cm:FileAssociation}"
Name: "path"; Description: "{cm:CommandLine}"; Flags: unchecked
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"; Flags: unchecked

[InstallDelete]
; What a former version brought and this one does not.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\..\dist\severa-desktop\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion
Source: "..\..\LICENSE"; DestDir: "{app}"; DestName: "LICENSE.txt"
Source: "..\..\LICENSES-THIRD-PARTY.md"; DestDir: "{app}"

[Icons]
Name: "{autoprograms}\{#Name}"; Filename: "{app}\{#Window}"; AppUserModelID: "SeveraDesktop"
Name: "{autodesktop}\{#Name}"; Filename: "{app}\{#Window}"; AppUserModelID: "SeveraDesktop"; Tasks: desktopicon

[Registry]
; Offered under "Open with", never made the standard program: that is for the person to choose.
Root: HKCU; Subkey: "Software\Classes\SeveraDesktop.Mail"; ValueType: string; ValueData: "{cm:MailFile}"; Flags: uninsdeletekey; Tasks: associate
Root: HKCU; Subkey: "Software\Classes\SeveraDesktop.Mail\DefaultIcon"; ValueType: string; ValueData: "{app}\{#Window},0"; Tasks: associate
Root: HKCU; Subkey: "Software\Classes\SeveraDesktop.Mail\shell\open\command"; ValueType: string; ValueData: """{app}\{#Window}"" ""%1"""; Tasks: associate
Root: HKCU; Subkey: "Software\Classes\.eml\OpenWithProgids"; ValueType: string; ValueName: "SeveraDesktop.Mail"; ValueData: ""; Flags: uninsdeletevalue; Tasks: associate
Root: HKCU; Subkey: "Software\Classes\.msg\OpenWithProgids"; ValueType: string; ValueName: "SeveraDesktop.Mail"; ValueData: ""; Flags: uninsdeletevalue; Tasks: associate
Root: HKCU; Subkey: "Software\Classes\.mbox\OpenWithProgids"; ValueType: string; ValueName: "SeveraDesktop.Mail"; ValueData: ""; Flags: uninsdeletevalue; Tasks: associate
Root: HKCU; Subkey: "Software\Classes\Applications\{#Window}"; ValueType: string; ValueName: "FriendlyAppName"; ValueData: "{#Name}"; Flags: uninsdeletekey; Tasks: associate
Root: HKCU; Subkey: "Software\Classes\Applications\{#Window}\shell\open\command"; ValueType: string; ValueData: """{app}\{#Window}"" ""%1"""; Tasks: associate
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Check: NotInPath; Tasks: path

[Run]
Filename: "{app}\{#Window}"; Description: "{cm:LaunchProgram,{#Name}}"; Flags: nowait postinstall skipifsilent

[UninstallRun]
; Nothing starts with the session any more once the program is gone.
Filename: "{sys}\reg.exe"; Parameters: "delete HKCU\Software\Microsoft\Windows\CurrentVersion\Run /v ""Severa Desktop"" /f"; Flags: runhidden; RunOnceId: "SessionStart"

[Code]
function NotInPath: Boolean;
var
  Path: String;
begin
  if not RegQueryStringValue(HKCU, 'Environment', 'Path', Path) then
    Path := '';
  Result := Pos(';' + Lowercase(ExpandConstant('{app}')) + ';', ';' + Lowercase(Path) + ';') = 0;
end;

{ The user's data, in %LOCALAPPDATA%\severa-desktop, is no part of the program and stays. }
procedure CurUninstallStepChanged(CurUninstallStep: TUninstallStep);
var
  Path, Folder: String;
begin
  if CurUninstallStep <> usPostUninstall then
    exit;
  Folder := ExpandConstant('{app}');
  if RegQueryStringValue(HKCU, 'Environment', 'Path', Path) then begin
    StringChangeEx(Path, ';' + Folder, '', True);
    RegWriteExpandStringValue(HKCU, 'Environment', 'Path', Path);
  end;
end;
