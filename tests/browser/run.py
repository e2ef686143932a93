"""run.py - every test of the page: python3 run.py PAINRIG OUT [WORD]

Tests are the functions named test_... of the modules room_*.py and page_*.py, each called with the
bench; WORD picks those that have it in their name. A test may name in its attribute `excused` words
of console messages that it provokes. Pictures and a log of numbers go to OUT.
"""
import importlib
import os
import pathlib
import signal
import sys
import time
import traceback

from browser import Bench
from wanted import Wrong

LIMIT_S = 900           # of one test, on whatever machine; a quiet one needs some seconds


def tests_of(word):
    here = pathlib.Path(__file__).parent
    for path in sorted([*here.glob("page_*.py"), *here.glob("room_*.py")]):
        module = importlib.import_module(path.stem)
        for name, test in vars(module).items():
            said = f"{path.stem} {name[5:]}".replace("_", " ")
            if name.startswith("test_") and word.replace("_", " ") in said:
                yield said, test


def complaints(bench, test):
    """What the console and the page's own ears have to say after a test."""
    told = bench.console(getattr(test, "excused", ()))
    heard = bench.driver.execute_script("return window.heard") or {"refused": [], "thrown": []}
    told += [f"refused by the page's policy: {one}" for one in heard["refused"]]
    told += [f"thrown: {one}" for one in heard["thrown"]]
    return told


class Died(Exception):
    """The browser is gone, or does nothing any more: that says nothing about the page."""


def sentence_of(error):
    """What went wrong, in a line: a test's own sentence, or the end of what Python traces."""
    said = str(error) if isinstance(error, (Wrong, Died)) else f"{type(error).__name__}: {error}"
    return next((line.strip() for line in said.splitlines() if line.strip()), "no words")


def picture_of(bench, name):
    """What the browser shows after a failure: where that is kept, or why there is nothing."""
    path = os.path.relpath(f"{bench.out}/failed_{name.replace(' ', '_')}.png")
    try:
        return path if bench.driver.save_screenshot(path) else f"{path} cannot be written"
    except Exception as error:
        return f"no picture: {sentence_of(error)}"


def run(bench, test):
    """The test and what the console says of it, within its time."""
    signal.alarm(LIMIT_S)
    try:
        test(bench)
        wrong = complaints(bench, test)
    except Wrong:
        raise
    except Exception as error:
        if "tab crashed" in str(error) or not bench.is_well():
            raise Died(f"the browser has died: {sentence_of(error)}") from error
        raise
    finally:
        signal.alarm(0)
    if wrong:
        raise Wrong("the browser complains: " + "; ".join(wrong[:5]))


def run_once_more(bench, name, test):
    """A test whose browser has died is played again in another one, once; no other is."""
    try:
        run(bench, test)
    except Died as died:
        print(f"page: {name}: again, in another browser: {died}", flush=True)
        bench.begin_again()
        run(bench, test)


def tidied(bench):
    """As the next test wants the browser; another one, if that cannot be had."""
    signal.alarm(LIMIT_S)
    try:
        bench.tidy()
        bench.console()
        signal.alarm(0)
    except Exception as error:
        print(f"page: another browser, this one is not well: {sentence_of(error)}", flush=True)
        bench.begin_again()


def play(bench, name, test):
    """None, or what failed in a line."""
    began_s, failed = time.monotonic(), None
    try:
        run_once_more(bench, name, test)
    except Exception as error:                      # one bad test must not hide the others
        said = str(error) if isinstance(error, (Wrong, Died)) \
            else "".join(traceback.format_exception(error, chain=False))
        print(f"page: FAILED {name}: {said}", flush=True)
        failed = f"{name}: {sentence_of(error)} ({picture_of(bench, name)})"
    tidied(bench)
    if not failed:
        print(f"page: {name}: {time.monotonic() - began_s:.1f} s", flush=True)
    return failed


def told(results, out):
    """The sum, and what failed once more: who sees the last lines only has to know it too."""
    failed = [said for said in results if said]
    print(f"page: {len(results) - len(failed)} of {len(results)} tests passed; "
          f"pictures in {os.path.relpath(out)}")
    for said in failed:
        print(f"page: FAILED {said}")
    sys.stdout.flush()
    return failed


def too_long(_signal, _frame):
    raise Wrong(f"more than {LIMIT_S} s")


def main():
    painrig, out, word = sys.argv[1], sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else ""
    signal.signal(signal.SIGALRM, too_long)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    bench, results = Bench(painrig, out), []
    try:
        for name, test in tests_of(word):
            results.append(play(bench, name, test))
    finally:
        bench.close()
        failed = told(results, out)
    return 0 if results and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
