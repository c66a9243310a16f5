# Clerk, session tokens. Replace the Frontend API URL of the instance and the origins of your front ends.
issuer          = "https://clerk.example.com"
audience        = ["https://app.example.com"]
audience_claim  = "azp"
required_claims = [{ name = "sts", none = ["pending"] }]
