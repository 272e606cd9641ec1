"""Which attachments could run as a program once they are opened, on any of the systems."""

from pathlib import PurePath

_EXTENSIONS = """
.exe .com .bat .cmd .scr .pif .msi .msp .mst .msix .appx .appinstaller .msc .cpl .hta .js .jse .mjs .vb .vbs .vbe .ws
.wsf .wsh .wsc .ps1 .psm1 .psd1 .reg .inf .lnk .url .scf .sct .jar .jnlp .xll .ade .adp .bas .chm .hlp .gadget
.application .appref-ms .diagcab .settingcontent-ms .library-ms .search-ms .searchconnector-ms .website .iso .img .vhd
.vhdx .app .action .command .workflow .terminal .tool .pkg .mpkg .dmg .webloc .inetloc .fileloc .sh .bash .csh .ksh
.zsh .fish .run .desktop .appimage .deb .rpm .snap .flatpakref .py .pyw .pyc .pyz .pl .rb .php .apk
"""
_MEDIA_TYPES = """
application/hta application/java-archive application/javascript application/vnd.microsoft.portable-executable
application/x-bat application/x-desktop application/x-dosexec application/x-executable application/x-java-archive
application/x-javascript application/x-ms-dos-executable application/x-ms-installer application/x-ms-shortcut
application/x-msdos-program application/x-msdownload application/x-msi application/x-python-code application/x-sh
application/x-shellscript text/javascript text/x-python text/x-sh text/x-shellscript
"""
_PROGRAM_EXTENSIONS = frozenset(_EXTENSIONS.split())
_PROGRAM_TYPES = frozenset(_MEDIA_TYPES.split())


def is_program(name: str, media_type: str) -> bool:
    """Whether a file of this name or type may do something by itself when it is opened."""
    return PurePath(name).suffix.lower() in _PROGRAM_EXTENSIONS or media_type in _PROGRAM_TYPES
