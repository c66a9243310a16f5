# Changes take effect soon, and every decision can be seen in the log.
environment = "dev"
issuer      = "https://login.dev.example.com/"
audience    = ["https://api.dev.example.com"]
backend_url = "https://backend.dev.example.com/orders"

jwks_cache_ttl_seconds   = 60
result_cache_ttl_seconds = 0
log_retention_in_days    = 7
log_allowed              = true
