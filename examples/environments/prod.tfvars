environment = "prod"
issuer      = "https://login.example.com/"
audience    = ["https://api.example.com"]
backend_url = "https://backend.example.com/orders"

log_retention_in_days = 365
alarm_topic_arns      = ["arn:aws:sns:eu-central-1:123456789012:on-call"]
