#!/usr/bin/env python
"""Entry point of every management command: puts the project root and `site/` on the path."""

import gc
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main() -> None:
    gc.set_threshold(
        50_000, 20, 20
    )  # loading Django makes a million objects that stay: a fifth of the start saved
    os.umask(
        os.umask(0o027) | 0o027
    )  # drafts, internal texts and passwords' hashes are no other account's to read
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ["DJANGO_SETTINGS_MODULE"] = os.environ.get("DJANGO_SETTINGS_MODULE") or "config.settings.dev"
    from cms.core.command_line import Utility, speak_chinese
    from cms.core.trouble import sentence_for

    speak_chinese()
    try:
        try:
            Utility(sys.argv).execute()
        finally:
            sys.stdout.flush()  # here, where what goes wrong is caught
    except BrokenPipeError:  # whoever read what we print, `head` for instance, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if sentence := sentence_for(error):
            sys.exit(sentence)
        raise


if __name__ == "__main__":
    main()
