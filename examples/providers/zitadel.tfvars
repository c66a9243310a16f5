# Zitadel, access tokens of the type JWT. Replace INSTANCE and PROJECT_ID.
issuer   = "https://INSTANCE.zitadel.cloud"
audience = ["PROJECT_ID"]
