"""What the charset labels of mails mean: from a label as written to the codec that reads it.

Only codecs from a fixed list are ever named, so no label reaches Python's codec search (which imports
modules by name and knows codecs that are no text encodings).
"""

import encodings.aliases
import re
from functools import cache, lru_cache


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


ESCAPED = _names("iso2022_jp iso2022_kr hz")
"""Seven-bit codecs that switch character sets within the text."""
WIDE = _names("utf_16 utf_16_be utf_16_le utf_32 utf_32_be utf_32_le")
"""Codecs in which ASCII text is not ASCII bytes."""
MULTI_BYTE = _names("big5hkscs cp932 cp949 cp950 euc_jis_2004 euc_jp gb18030 johab shift_jis_2004")
LATIN = _names(
    "cp437 cp850 cp852 cp857 cp858 cp860 cp861 cp863 cp865 cp1250 cp1252 cp1254 cp1257 cp1258 hp_roman8"
    " iso8859_2 iso8859_3 iso8859_4 iso8859_10 iso8859_13 iso8859_14 iso8859_15 iso8859_16"
    " mac_croatian mac_iceland mac_latin2 mac_roman mac_romanian mac_turkish"
)
"""Single-byte codecs of languages in Latin letters."""
_OTHER_SINGLE_BYTE = _names(
    "cp720 cp737 cp775 cp855 cp856 cp862 cp864 cp866 cp869 cp874 cp1125 cp1251 cp1253 cp1255 cp1256 iso8859_5"
    " iso8859_6 iso8859_7 iso8859_8 koi8_r koi8_t koi8_u kz1048 mac_cyrillic mac_greek ptcp154"
)
SIBLINGS = {
    "iso8859_15": "cp1252",
    "iso8859_2": "cp1250",
    "iso8859_4": "cp1257",
    "iso8859_5": "cp1251",
    "iso8859_6": "cp1256",
    "iso8859_7": "cp1253",
    "iso8859_8": "cp1255",
    "iso8859_13": "cp1257",
}
"""The Windows charset that is sent under an ISO label when bytes occur that ISO leaves to controls."""

# The label says the smaller set, the bytes are often of the larger one.
_SUPERSETS = {
    "ascii": "cp1252",
    "latin_1": "cp1252",
    "iso8859_1": "cp1252",
    "iso8859_9": "cp1254",
    "iso8859_11": "cp874",
    "tis_620": "cp874",
    "shift_jis": "cp932",
    "shift_jisx0213": "shift_jis_2004",
    "euc_jisx0213": "euc_jis_2004",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "big5": "cp950",
    **dict.fromkeys(
        ("iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_3", "iso2022_jp_2004", "iso2022_jp_ext"), "iso2022_jp"
    ),
}
_KNOWN = LATIN | _OTHER_SINGLE_BYTE | MULTI_BYTE | ESCAPED | WIDE | {"utf_7", "utf_8"}

# Labels without punctuation that Python does not know, by what they mean.
_MAIL_ALIASES = {
    "utf_8": "utf8mb4 utf8mb3 utf8bom utf8sig unicode11utf8 unicode20utf8 cp65001 65001 al32utf8",
    "utf_7": "unicode11utf7 unicode20utf7 csunicode11utf7 cp65000 65000 utf7imap",
    "utf_16": "unicode ucs2 iso10646ucs2 csunicode iso10646",
    "utf_16_le": "1200 cp1200 unicodefeff",
    "utf_16_be": "1201 cp1201 unicodefffe",
    "utf_32": "ucs4 iso10646ucs4",
    "cp1252": "ansi ansix341968 ansix341986 win1252 1252 iso646us iso88591windows30latin1 csisolatin1"
    " latin1 l1 28591 20127 usacii usasci asciius ascii7bit csascii",
    "cp1250": "win1250 1250",
    "cp1251": "win1251 1251",
    "cp1253": "win1253 1253",
    "cp1254": "win1254 1254 28599",
    "cp1255": "win1255 1255",
    "cp1256": "win1256 1256",
    "cp1257": "win1257 1257",
    "cp1258": "win1258 1258",
    "iso8859_2": "28592",
    "iso8859_5": "28595",
    "iso8859_6": "iso88596i iso88596e csiso88596i csiso88596e 28596",
    "iso8859_7": "suneugreek 28597",
    "iso8859_8": "iso88598i iso88598e csiso88598i csiso88598e logical visual 28598 38598",
    "iso8859_15": "latin9 latin0 28605",
    "koi8_r": "koi koi8 20866",
    "koi8_u": "koi8u koi8ru 21866",
    "mac_roman": "mac macos xmac",
    "mac_cyrillic": "macukrainian macuk",
    "mac_latin2": "macce maccentraleurroman",
    "cp874": "windows874 dos874 win874",
    "cp932": "windows31j cswindows31j mskanji sjis shiftjis xsjis mscp932 windows932 sjiswin win31j 932",
    "cp949": "ksc5601 ksc56011987 ksc56011989 ksc56011992 ksx1001 csksc56011987 korean uhc windows949 mscp949 949",
    "cp950": "cnbig5 xxbig5 csbig5 windows950 mscp950 950",
    "big5hkscs": "hkscs",
    "gb18030": "gb231280 gb23121980 euccn xeuccn gb csgb2312 csiso58gb231280 isoir58 chinese cngb"
    " windows936 mscp936 gb180302000 gb180302005 936 54936 gbk2k",
    "euc_jp": "xeuc xeucjp cseucpkdfmtjapanese extendedunixcodepackedformatforjapanese cp51932 51932",
    "iso2022_jp": "iso2022jpms cp50220 cp50221 cp50222 50220 50221 50222 jis csiso2022jp",
    "iso2022_kr": "csiso2022kr 50225",
    "hz": "hzgb2312 hzgb",
}
_LONGEST_LABEL = 60
_NUMBERED = re.compile("^x?(?:ibm|dos|cp)0*(?=[1-9])")
_PUNCTUATION = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=512)
def _resolve(label: str) -> str | None:
    name = label.lower().removeprefix("charset=").strip(" \t\"'")
    name = _PUNCTUATION.sub("", re.split("[;,*]", name, maxsplit=1)[0])
    table = _table()
    numbered = _NUMBERED.sub("cp", name)
    for candidate in (name, name.removeprefix("x"), name.removeprefix("cs"), numbered):
        if candidate in table:
            return table[candidate]
    return None


def codec_for(label: str) -> str | None:
    """Return the Python codec that a charset label of a mail means, None if it means nothing known.

    Where labels and bytes are known to differ, it is the codec that reads both (`us-ascii` is Windows-1252).
    """
    return _resolve(label) if len(label) <= _LONGEST_LABEL else None


@cache
def _table() -> dict[str, str]:
    table = {}
    for alias, codec in encodings.aliases.aliases.items():
        table[alias.replace("_", "")] = _SUPERSETS.get(codec, codec)
    for codec in (*_SUPERSETS, *_KNOWN):
        table[codec.replace("_", "")] = _SUPERSETS.get(codec, codec)
    for codec, aliases in _MAIL_ALIASES.items():
        table.update(dict.fromkeys(aliases.split(), codec))
    return {name: codec for name, codec in table.items() if codec in _KNOWN}
