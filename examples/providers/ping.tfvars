# PingOne, access tokens for a custom resource. Replace the region in the host, ENVIRONMENT_ID and the resource's audience.
issuer   = "https://auth.pingone.eu/ENVIRONMENT_ID/as" # .com, .ca, .eu, .asia or .com.au
audience = ["https://orders.example.com"]
