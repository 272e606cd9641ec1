"""Mail domains whose addresses belong to strangers: free mail, internet providers, hosts of many companies.

Two people at such a domain have nothing to do with each other. Never complete, so that what is made of it is only
ever suggested to a person.
"""

_FREE = """
126.com 163.com aim.com aol.com att.net bellsouth.net btinternet.com btopenworld.com charter.net comcast.net cox.net
duck.com earthlink.net email.com fastmail.com fastmail.fm free.fr freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de
gmx.net googlemail.com hey.com hotmail.be hotmail.co.uk hotmail.com hotmail.de hotmail.es hotmail.fr hotmail.it
hotmail.nl hushmail.com icloud.com inbox.com inbox.lv interia.pl juno.com laposte.net libero.it live.be live.co.uk
live.com live.de live.fr live.nl mac.com mail.com mail.de mail.ru me.com msn.com naver.com ntlworld.com o2.pl onet.pl
orange.fr outlook.be outlook.com outlook.de outlook.es outlook.fr outlook.it outlook.nl passport.com pm.me posteo.de
posteo.net privaterelay.appleid.com proton.me protonmail.ch protonmail.com qq.com rediffmail.com rocketmail.com
rogers.com runbox.com sbcglobal.net sfr.fr shaw.ca sky.com startmail.com t-online.de talktalk.net terra.com.br
tiscali.co.uk tuta.com tuta.io tutamail.com tutanota.com tutanota.de uol.com.br verizon.net virgilio.it
virginmedia.com vk.com wanadoo.fr web.de windowslive.com wp.pl ya.ru yahoo.ca yahoo.co.in yahoo.co.jp yahoo.co.uk
yahoo.com yahoo.com.au yahoo.com.br yahoo.de yahoo.es yahoo.fr yahoo.it yahoo.nl yandex.com yandex.ru ymail.com
zoho.com zohomail.com zohomail.eu
"""
_DUTCH_AND_BELGIAN = """
12move.nl base.be belgacom.net caiway.net caiway.nl casema.nl chello.nl concepts.nl delta.nl deltanl.nl demon.nl
edpnet.be euronet.nl filternet.nl freeler.nl glasoperator.nl hccnet.nl hetnet.nl home.nl iae.nl kabelfoon.nl
kabelnoord.net kliksafe.nl kpnmail.nl kpnplanet.nl lijbrandt.nl mail.be multiweb.nl online.nl onsbrabantnet.nl
onsneteindhoven.nl pandora.be planet.nl proximus.be quicknet.nl scarlet.be skynet.be solcon.nl solconmail.nl
speedlinq.nl t-mobilethuis.nl tele2.nl telenet.be telfort.nl telfortglasvezel.nl tiscali.nl trined.nl upcmail.nl
versatel.nl vodafone.be vodafonethuis.nl vodafonevast.nl voo.be wanadoo.nl wxs.nl xmsnet.nl xs4all.nl zeelandnet.nl
ziggo.nl ziggomail.com zonnet.nl
"""
_HOSTS_OF_MANY = """
amazonses.com github.com googlegroups.com hubspotemail.net mailchimpapp.net mailgun.org mandrillapp.com mcsv.net
myshopify.com onmicrosoft.com sendgrid.net severamail.com slack.com vercel.app wordpress.com zendesk.com
"""

SHARED_DOMAINS = frozenset(f"{_FREE} {_DUTCH_AND_BELGIAN} {_HOSTS_OF_MANY}".split())
"""Domains at which everybody is a stranger to everybody else."""

_PUBLIC = frozenset(["ac", "co", "com", "edu", "gov", "ltd", "net", "nhs", "org", "plc", "sch"])


def family(domain: str) -> tuple[str, ...]:
    """Return a company's domain and those above it that are the company's too; nothing for a shared one.

    `mail.bakery.co.uk` has `bakery.co.uk` above it, and nothing above that: `co.uk` is everybody's.
    """
    found = []
    while "." in domain and domain not in SHARED_DOMAINS and not domain.startswith("[") and not _is_public(domain):
        found.append(domain)
        domain = domain.partition(".")[2]
    return tuple(found)


def _is_public(domain: str) -> bool:
    """Tell whether companies have names below this domain, as below `co.uk`."""
    name, _, top = domain.partition(".")
    return name in _PUBLIC and len(top) == 2
