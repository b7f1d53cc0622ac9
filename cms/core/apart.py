"""A management command in a forked process: Django is loaded once, and what the command opened or started ends with it."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.core.management import CommandError, call_command
from django.db import connections

from cms.core.supervisor import die_with_parent
from cms.core.trouble import sentence_for


def run_apart(command: str, *arguments: str, **options: Any) -> int:
    """The exit code. Call before any thread is started."""
    connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    child = os.fork()
    if child:
        try:
            _, status = os.waitpid(child, 0)
        except KeyboardInterrupt:  # it has the same Ctrl-C
            _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status) % 256
    code = 1
    try:
        die_with_parent(parent)
        call_command(command, *arguments, **options)
        code = 0
    except KeyboardInterrupt:
        code = 130
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
    except BaseException as error:
        if sentence := sentence_for(error):
            sys.stderr.write(f"{sentence}\n")
        else:
            sys.excepthook(type(error), error, error.__traceback__)
    finally:
        connections.close_all()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
