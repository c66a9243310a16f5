# What differs between the APIs

variable "apis" {
  description = <<-EOT
    APIs with an audience or rules of their own. A map of objects by keys of your choice, which `rules` and `rule_tests` use. The function finds the entry by the API's ID in the ARN that API Gateway writes into each request. All other settings, such as the issuers and their keys, are the same for every API. Default: none, all APIs are alike.
    - `id`: (Required) ID of a REST, HTTP or WebSocket API, also of one that another stack attaches.
    - `audience`: (Optional) Audiences of this API, instead of the `audience` of every issuer. If one entry has it, an issuer can be without `audience`: its tokens are then accepted only at the APIs that have an audience here. Null: the `audience` of each issuer.
    - `base_urls`: (Optional) Base URLs of this API, instead of those of `dpop`: a proof for the URL of one API is then refused at another one. Null: those of `dpop`.

    This input attaches no API. The function depends on the APIs that it names, so that an API that uses an output of this module, such as one with an OpenAPI document that contains `invoke_arn`, would depend on itself. See `docs/many-stacks.md`.
  EOT
  type        = any
  default     = {}
  nullable    = false

  # The first character of JSON tells the type, and is known even if a part of the value is not. Each validation is about
  # one attribute, because Terraform delays a validation until it knows all values that the validation reads: an ID is
  # usually unknown until apply.
  validation {
    condition     = startswith(jsonencode(var.apis), "{")
    error_message = "apis must be a map of objects: write apis = { orders = { id = aws_apigatewayv2_api.orders.id, audience = [\"https://orders.example.com\"] } }, with keys of your choice."
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.apis), "{") ? [var.apis] : [] : [for key, api in map : can(regex(local.contract.patterns.api_key, key))]]))
    error_message = nonsensitive("apis has the invalid keys ${jsonencode(flatten([for map in startswith(jsonencode(var.apis), "{") ? [var.apis] : [] : [for key, api in map : key if !can(regex(local.contract.patterns.api_key, key))]]))}: each must be ${local.contract.sentences.api_key}.")
  }

  validation {
    condition = alltrue(flatten([for map in startswith(jsonencode(var.apis), "{") ? [var.apis] : [] : [for api in map : can(merge(api, {})) && startswith(jsonencode(api), "{") ? contains(keys(api), "id") && length(setsubtract(keys(api), local.contract.api_attributes)) == 0 : false]]))
    error_message = nonsensitive(join("\n", flatten([
      for map in startswith(jsonencode(var.apis), "{") ? [var.apis] : [] : [
        for key, api in map : !can(merge(api, {})) || !startswith(jsonencode(api), "{") ? ["apis.${key} must be an object, such as { id = aws_apigatewayv2_api.orders.id, audience = [\"https://orders.example.com\"] }."] :
        length(setsubtract(keys(api), local.contract.api_attributes)) > 0 ? [
          for name in setsubtract(keys(api), local.contract.api_attributes) :
          "apis.${key} has the unknown attribute \"${name}\": correct or remove it.${join("", [for known in local.contract.api_attributes : " Did you mean \"${known}\"?" if can(regex(local.contract.near_misses[known], name))])} An entry has ${join(", ", local.contract.api_attributes)}."
        ] : contains(keys(api), "id") ? [] : ["apis.${key}.id is missing: set it to the ID of the API, such as aws_apigatewayv2_api.orders.id."]
      ]
    ])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.apis), "{") ? [var.apis] : [] : [for api in map : can(regex(local.contract.api_values.id.json, jsonencode(try(api.id, "a"))))]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.apis), "{") ? [var.apis] : [] : [for key, api in map : "apis.${key}.id is ${nonsensitive(issensitive(var.apis[key].id) ? "(sensitive value)" : jsonencode(var.apis[key].id))}: it must be the ID of an API: ${local.contract.api_values.id.must}, such as aws_apigatewayv2_api.NAME.id." if !can(regex(local.contract.api_values.id.json, jsonencode(try(api.id, "a"))))]])))
  }

  # An ID is not secret. AWS's IDs have no capital letters. The mocks of OpenTofu give all APIs the same ID, with capital letters.
  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.apis), "{") ? [var.apis] : [] : [for ids in [[for api in map : nonsensitive(try(tostring(api.id), "")) if can(regex("^[a-z0-9]+$", nonsensitive(try(tostring(api.id), ""))))]] : length(distinct(ids)) == length(ids)]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.apis), "{") ? [var.apis] : [] : [for id, keys in { for key, api in map : nonsensitive(try(coalesce(tostring(api.id)), "")) => key... } : "${join(" and ", formatlist("apis.%s", keys))} have the same id ${jsonencode(id)}: an API has one entry. Remove the others." if length(keys) > 1]])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.apis), "{") ? [var.apis] : [] : [for api in map : can(regex(local.contract.api_values.audience.json, jsonencode(try(api.audience, null))))]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.apis), "{") ? [var.apis] : [] : [for key, api in map : "apis.${key}.audience is ${nonsensitive(issensitive(jsonencode(var.apis[key].audience)) ? "(sensitive value)" : jsonencode(var.apis[key].audience))}: it must be ${local.contract.api_values.audience.must}." if !can(regex(local.contract.api_values.audience.json, jsonencode(try(api.audience, null))))]])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.apis), "{") ? [var.apis] : [] : [for api in map : [for list in [try([for item in api.audience : item], [])] : length(distinct(list)) == length(list)]]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.apis), "{") ? [var.apis] : [] : [for key, api in map : [for list in [try([for item in api.audience : item], [])] : "apis.${key}.audience must not contain duplicates: remove the repetition." if length(distinct(list)) != length(list)]]])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.apis), "{") ? [var.apis] : [] : [for api in map : [for item in try([for item in api.audience : item], []) : can(regex(local.contract.patterns.audience, item)) && startswith(jsonencode(item), "\"")]]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.apis), "{") ? [var.apis] : [] : [for key, api in map : [for number, item in try([for item in api.audience : item], []) : "apis.${key}.audience[${number}] is ${nonsensitive(issensitive(jsonencode(var.apis[key].audience)) ? "(sensitive value)" : jsonencode(item))}: it must be ${local.contract.sentences.audience}." if !(can(regex(local.contract.patterns.audience, item)) && startswith(jsonencode(item), "\""))]]])))
  }

  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.apis), "{") ? [var.apis] : [] : [for api in map : can(regex(local.contract.api_values.base_urls.json, jsonencode(try(api.base_urls, null))))]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.apis), "{") ? [var.apis] : [] : [for key, api in map : "apis.${key}.base_urls is ${nonsensitive(issensitive(jsonencode(var.apis[key].base_urls)) ? "(sensitive value)" : jsonencode(var.apis[key].base_urls))}: it must be ${local.contract.api_values.base_urls.must}." if !can(regex(local.contract.api_values.base_urls.json, jsonencode(try(api.base_urls, null))))]])))
  }

  # In the form in which the function compares them, like dpop_base_urls in dpop.tf.
  validation {
    condition     = alltrue(flatten([for map in startswith(jsonencode(var.apis), "{") ? [var.apis] : [] : [for api in map : [for list in [try([for url in api.base_urls : "${trimsuffix(lower(regex("^https://[^/]*", url)), ":443")}${trimsuffix(regex("^https://[^/]*(.*)$", url)[0], "/")}"], [])] : length(distinct(list)) == length(list)]]]))
    error_message = nonsensitive(join("\n", flatten([for map in startswith(jsonencode(var.apis), "{") ? [var.apis] : [] : [for key, api in map : [for list in [try([for url in api.base_urls : "${trimsuffix(lower(regex("^https://[^/]*", url)), ":443")}${trimsuffix(regex("^https://[^/]*(.*)$", url)[0], "/")}"], [])] : "apis.${key}.base_urls must not contain duplicates: remove the repetition." if length(distinct(list)) != length(list)]]])))
  }
}
