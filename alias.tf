# The alias `live`, which authorizers invoke, so that a new version takes effect for all of them at the same moment. The
# aliases of additional token sources are in token-sources.tf.

locals {
  alias = one(concat(aws_lambda_alias.this, aws_lambda_alias.externally_routed))

  latest_version = one(aws_lambda_function.this[*].version)
  stable_version = try(tostring(var.canary.stable_version), null)
  # With a canary, the stable version has the rest of the traffic.
  routed_version = nonsensitive(var.canary == null) ? coalesce(var.alias_version, local.latest_version, "$LATEST") : local.stable_version
}

resource "aws_lambda_alias" "this" {
  count = nonsensitive(var.create && !var.ignore_alias_routing) ? 1 : 0

  name             = local.contract.alias
  description      = "The version that API Gateway's authorizers invoke"
  function_name    = aws_lambda_function.this[0].function_name
  function_version = local.routed_version

  # Lambda refuses a second route to the same version. There is no other version if an apply publishes none.
  dynamic "routing_config" {
    for_each = nonsensitive(var.canary == null) ? [] : local.latest_version == local.stable_version ? [] : [var.canary.weight]

    content {
      additional_version_weights = { (local.latest_version) = routing_config.value }
    }
  }

  lifecycle {
    precondition {
      condition     = var.canary == null || var.alias_version == null
      error_message = "canary cannot be combined with alias_version: the alias routes either to one version or to two. Remove one of them."
    }

    precondition {
      condition     = length(data.aws_lambda_function.chosen) == 0 ? true : strcontains(data.aws_lambda_function.chosen[0].description, local.token_sources_mark)
      error_message = "alias_version is ${nonsensitive(issensitive(var.alias_version) ? "(sensitive value)" : jsonencode(var.alias_version))}: it must be a version with the same token_source, websocket_token_source and token_sources as this configuration. Another version reads the token elsewhere than the authorizers, and API Gateway would cache its answers under a value that anyone can send. Choose a version that has them, or correct the configuration without alias_version."
    }

    precondition {
      condition     = nonsensitive(var.canary == null) ? true : endswith(data.aws_lambda_function.stable[0].description, local.decision_mark)
      error_message = "canary.stable_version is ${jsonencode(local.stable_version)}: it must be a version with the same issuers, keys, audiences, rules, layers, environment variables and own zip as this configuration. Otherwise the same token would get two answers. Change the configuration without canary, or set canary.stable_version to a version that has it."
    }
  }
}

# ignore_changes can't depend on an input, so this is a resource of its own.
resource "aws_lambda_alias" "externally_routed" {
  count = nonsensitive(var.create && var.ignore_alias_routing) ? 1 : 0

  name             = local.contract.alias
  description      = "The version that API Gateway's authorizers invoke"
  function_name    = aws_lambda_function.this[0].function_name
  function_version = aws_lambda_function.this[0].version

  lifecycle {
    ignore_changes = [function_version, routing_config]

    precondition {
      condition     = var.canary == null && var.alias_version == null
      error_message = "ignore_alias_routing cannot be combined with canary or alias_version: Terraform then never changes the versions of the alias. Remove them, or set ignore_alias_routing = false."
    }
  }
}

# By name and not by the resource's attribute, so that Terraform reads it when it plans.
data "aws_lambda_function" "stable" {
  count = nonsensitive(var.create && var.canary != null) ? 1 : 0

  function_name = var.name
  qualifier     = local.stable_version
}

locals {
  # What decides about tokens. A version keeps a hash of it in its description, so that a canary can be compared with it.
  # The lifetimes of keys and revocations and the time limit of a fetch do not decide. Settings that are null are left out:
  # a setting that a later release adds then changes nothing until it is used.
  deciding = {
    for name, value in merge(local.decision_document, {
      trusted_issuers = { for key, issuer in local.issuer_documents : key => {
        for attribute, value in issuer : attribute => value
        if value != null && !contains(["jwks_cache_ttl_seconds", "jwks_max_stale_seconds", "jwks_fetch_timeout_seconds"], attribute)
      } }
      revocation = !local.has_revocation ? null : {
        for attribute, value in local.revocation : attribute => value if attribute != "cache_ttl_seconds"
      }
      layers                = length(local.layers) == 0 ? null : local.layers
      environment_variables = length(var.environment_variables) == 0 ? null : var.environment_variables
      # The module's own zip is left out: a canary is there to try a new release of it.
      own_zip = var.filename == null && nonsensitive(var.package == null) ? null : jsonencode([try(filebase64sha256(var.filename), null), var.package])
    }) : name => value if value != null
  }
  decision_mark = "decisions ${nonsensitive(substr(sha256(jsonencode(local.deciding)), 0, 16))}"
}
