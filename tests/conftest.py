"""What all tests share."""

from hypothesis import settings

# The machines that run these tests are shared: a slow example is no failure.
settings.register_profile("copydesk", deadline=None)
settings.load_profile("copydesk")
