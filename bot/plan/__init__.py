"""What to do after a visit to a feed, decided in one place: (what we knew, what we saw, now) → Plan.

Pure.
"""

from bot.plan.visit import Audience, body_hash, fresh, plan_failure, plan_unchanged, plan_visit

__all__ = ["Audience", "body_hash", "fresh", "plan_failure", "plan_unchanged", "plan_visit"]
