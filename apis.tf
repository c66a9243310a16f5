# The APIs that have an audience or rules of their own, as the function reads them: lambda/src/config/apis.ts.

locals {
  # Keys are never secret, not even those of a sensitive map.
  api_keys = try(nonsensitive(keys(var.apis)), [])

  # Whether an ID is null is unknown while the ID is, so that it is always a member.
  api_documents = {
    for key in local.api_keys : key => {
      for name, value in {
        id        = try(tostring(var.apis[key].id), null)
        audience  = try(var.apis[key].audience, null)
        base_urls = try(var.apis[key].base_urls, null)
      } :
      name => value if name == "id" ? true : nonsensitive(value != null)
    }
  }

  # An issuer can then be without an audience.
  apis_have_audience = nonsensitive(anytrue([for key in local.api_keys : try(var.apis[key].audience, null) != null]))
}
