# Microsoft Entra ID, access tokens of version 2.0. Replace TENANT_ID and API_CLIENT_ID, both GUIDs.
issuer          = "https://login.microsoftonline.com/TENANT_ID/v2.0"
audience        = ["API_CLIENT_ID"]                            # the API's own registration, without api://
required_claims = [{ name = "azpacr", any = ["0", "1", "2"] }] # ID tokens don't have this claim
