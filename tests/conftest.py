"""How every test runs."""

import hypothesis

# how long an example takes is the machine's business, not a property of what is tested
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")
