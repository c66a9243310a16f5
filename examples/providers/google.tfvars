# Google, ID tokens of the users of one Workspace organization. Replace CLIENT_ID and the domain.
issuer          = "https://accounts.google.com"
audience        = ["CLIENT_ID.apps.googleusercontent.com"]
required_claims = [{ name = "hd", any = ["example.com"] }]
