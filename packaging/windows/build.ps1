# Make dist\severa-desktop-VERSION-windows.exe: run in PowerShell from anywhere, with Python 3.11 or newer for 64-bit
# Windows as `py`, and Inno Setup 6. Signs if SEVERA_DESKTOP_CERTIFICATE names the thumbprint of a certificate.
# Not run where the rest of the project is tested, which has no Windows: see the checklist in packaging\README.md.
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '..\..')

function Invoke-Checked {
    & $args[0] $args[1..($args.Count - 1)]
    if ($LASTEXITCODE -ne 0) { throw "$($args[0]) ended with $LASTEXITCODE" }
}

function Add-Signature([string[]] $Files) {
    if (-not $env:SEVERA_DESKTOP_CERTIFICATE) {
        Write-Warning 'Not signed: Windows will warn of an unknown publisher.'
        return
    }
    $server = $env:SEVERA_DESKTOP_TIMESTAMP_SERVER
    if (-not $server) { throw 'SEVERA_DESKTOP_TIMESTAMP_SERVER must name the time stamp server of the certificate.' }
    Invoke-Checked signtool sign /sha1 $env:SEVERA_DESKTOP_CERTIFICATE /fd SHA256 /td SHA256 /tr $server @Files
}

$version = [regex]::Match((Get-Content severa_desktop\__init__.py -Raw), 'VERSION = "(.+)"').Groups[1].Value
$environment = 'build\package\venv'
$python = "$environment\Scripts\python.exe"

Remove-Item -Recurse -Force $environment, dist\severa-desktop -ErrorAction SilentlyContinue
Invoke-Checked py -3 -m venv $environment
Invoke-Checked $python -m pip install --quiet --require-hashes --no-deps --only-binary=:all: -r requirements-package.lock

# The compiler of translations is no part of the program: an environment of its own holds it.
$tools = 'build\package\tools'
Remove-Item -Recurse -Force $tools -ErrorAction SilentlyContinue
Invoke-Checked py -3 -m venv $tools
Invoke-Checked "$tools\Scripts\python.exe" -m pip install --quiet --require-hashes --no-deps --only-binary=:all: -r requirements-dev.lock
Invoke-Checked "$tools\Scripts\python.exe" -m tools.compile_texts

# The icon in the sizes that Windows asks for, from the one drawing.
Invoke-Checked $python packaging\icons.py packaging\windows\severa-desktop.ico

Invoke-Checked $python -m PyInstaller --noconfirm --log-level WARN --distpath dist --workpath build\package\work packaging\severa-desktop.spec
Invoke-Checked dist\severa-desktop\severa-desktop.exe --version
Add-Signature @('dist\severa-desktop\severa-desktop.exe', 'dist\severa-desktop\severa-desktop-window.exe')

$compiler = Get-Command ISCC -ErrorAction SilentlyContinue
$iscc = if ($compiler) { $compiler.Source } else { "${env:ProgramFiles(x86)}\Inno Setup 6\ISCC.exe" }
Invoke-Checked $iscc /Qp "/DVersion=$version" packaging\windows\severa-desktop.iss
Add-Signature @("dist\severa-desktop-$version-windows.exe")
Get-Item "dist\severa-desktop-$version-windows.exe" | Format-Table Name, Length
