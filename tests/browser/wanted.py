"""wanted.py - what a test wants, and how long it waits for it.

    until(lambda: page.all("view-1"), "c adds no lesion")           the first true answer
    comes_to(lambda: page.text("probe-temp"), "61.2 C", "the probe")
    equal(got, want, "the theme"), holds(0 < width, "no lesion")    of what changes no more

Nothing depends on how fast the machine is: what a test wants is waited for, until it holds, and
WAIT_S is there for what never will.
"""
import time

from selenium.common.exceptions import (JavascriptException, NoSuchElementException,
                                        StaleElementReferenceException)

WAIT_S = 100.0          # of a machine that is slow and busy: it costs nothing when all is well
LOOK_S, LOOK_S_MOST = 0.01, 0.1         # between two looks, which cost the page its time


class Wrong(AssertionError):
    """What a test found, in a sentence."""


def equal(got, want, what):
    if got != want:
        raise Wrong(f"{what}: got {got!r}, want {want!r}")


def holds(is_so, sentence):
    if not is_so:
        raise Wrong(sentence)


# What a question meets while a page is on its way: a part that is gone, no number yet.
NOT_YET = (StaleElementReferenceException, NoSuchElementException, JavascriptException, TypeError,
           ValueError)


def until(question, what, within_s=WAIT_S):
    """The first true answer. What is wanted, in words, may be a function, asked at the end."""
    end_s, pause_s = time.monotonic() + within_s, LOOK_S
    while True:
        trouble = ""
        try:
            answer = question()
            if answer:
                return answer
        except NOT_YET as error:
            trouble = " (" + " ".join(f"{type(error).__name__}: {error}".split())[:120] + ")"
        if time.monotonic() > end_s:
            raise Wrong(f"{what() if callable(what) else what}: not within {within_s:g} s{trouble}")
        time.sleep(pause_s)
        pause_s = min(LOOK_S_MOST, 1.3 * pause_s)


def comes_to(question, want, what):
    """Until the answer is what is wanted; what it was at the end is said."""
    seen = [None]

    def is_there():
        seen[0] = question()
        return seen[0] == want

    until(is_there, lambda: f"{what}: got {seen[0]!r}, want {want!r}")
