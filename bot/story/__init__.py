"""Alert × known stories → story and reason: is it new, another report, a changed figure, a denial, a correction?

Pure.
"""

from bot.story.changes import Development, develop, revise
from bot.story.match import Shelf

__all__ = ["Development", "Shelf", "develop", "revise"]
