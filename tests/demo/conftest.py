from tests.fakes import double_process, telegram

__all__ = ["double_process", "telegram"]
