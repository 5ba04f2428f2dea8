"""Watch marked-to-market equity; a breach trips an action that stays latched until its release."""
