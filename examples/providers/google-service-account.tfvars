# Google, ID tokens of service accounts. Replace the audience and the email addresses of the service accounts.
issuer   = "https://accounts.google.com"
audience = ["https://orders.example.com"]
required_claims = [
  { name = "email", any = ["worker@PROJECT_ID.iam.gserviceaccount.com"] },
  { name = "email_verified", any = [true] },
]
