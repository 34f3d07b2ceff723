"""Who may come in: the signed roster, the devices on it, sign-in and enrolment; opens nothing."""
