"""Settings of the whole test run.

Property tests have no deadline: the machine may be doing other work, and speed is what benchmarks/ is for.
On a CI machine (the variable CI) they try the same examples every time; elsewhere new ones, and a failing
one is remembered in .hypothesis/.
"""

import os

from hypothesis import settings

settings.register_profile("desk", deadline=None)
settings.register_profile("repeatable", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("repeatable" if os.environ.get("CI") else "desk")

# People's texts are compared in English, whatever language the machine speaks; tests of another one name it.
for name in ("LANGUAGE", "LC_MESSAGES", "LANG"):
    os.environ.pop(name, None)
os.environ["LC_ALL"] = "C.UTF-8"
