"""Where a packaged program begins."""

import sys

from severa_desktop.__main__ import main

sys.exit(main())
