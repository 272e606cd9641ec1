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
