"""Alert × known stories → story and reason: is it new, another report, a changed figure, a denial, a correction?

Pure.
"""

from bot.story.changes import Development, develop, revise

__all__ = ["Development", "develop", "revise"]
