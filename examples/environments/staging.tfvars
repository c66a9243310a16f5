# As in production, but without alarms, and with a log that is kept for a shorter time.
environment = "staging"
issuer      = "https://login.staging.example.com/"
audience    = ["https://api.staging.example.com"]
backend_url = "https://backend.staging.example.com/orders"

log_retention_in_days = 30
