# Firebase Authentication, ID tokens. Replace PROJECT_ID, which is issuer and audience.
issuer          = "https://securetoken.google.com/PROJECT_ID"
audience        = ["PROJECT_ID"]
required_claims = [{ name = "/firebase/sign_in_provider", none = ["anonymous"] }]
