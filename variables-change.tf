# Safe change: which version of the function decides

variable "alias_version" {
  description = <<-EOT
    Version of the function that the alias `live` points to, such as `"12"`. Use it to go back to a previous version without a change of anything else. It must read the token where this configuration says: the attached authorizers follow the configuration, and with another `token_source` API Gateway would cache a decision under a value that anyone can send. With `token_sources`, all aliases point to it, and the plan compares all places: Terraform reads the version with a data source (`lambda:GetFunction`). Null: the newest version.

    A previous version keeps its own configuration. It can fail if the role no longer allows what it needs, such as a secret that is no longer configured. Remove the input with the apply that contains the fix: until then, new versions are published but not used.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.alias_version == null ? true : can(regex("^[1-9][0-9]{0,18}$", var.alias_version))
    error_message = "alias_version is ${nonsensitive(issensitive(var.alias_version) ? "(sensitive value)" : jsonencode(var.alias_version))}: it must be the number of a published version, such as \"12\" (output function_version)."
  }
}

variable "canary" {
  description = <<-EOT
    Routes a part of the requests to the newest version, to try a new version of the module, another runtime or another memory size. Null: all requests go to one version.
    - `stable_version`: (Required) The version that decides the other requests, such as `"12"`. It is the output `function_version` before the change. While no newer version exists, it decides all of them.
    - `weight`: (Required) The part of the requests that the newest version decides, more than 0 and less than 1. Example: `0.05`.

    Both versions must have the same issuers, keys, audiences, rules, token sources, layers, environment variables and, with `filename` or `package`, the same zip: otherwise the same token would get two answers, and the plan fails. Terraform reads the stable version with a data source (`lambda:GetFunction`). Can't be combined with `provisioned_concurrent_executions`, `alias_version` or `ignore_alias_routing`.
  EOT
  type        = any
  default     = null
}

variable "ignore_alias_routing" {
  description = <<-EOT
    Whether Terraform leaves the versions of the alias `live`, and of the aliases of `token_sources`, as they are after it has created the alias, so that CodeDeploy or a script can move it. New versions are still published. Until the alias is moved to a new version, neither a change of the configuration nor an update of the module takes effect. Default false.

    To change it for an existing function, add the `moved` blocks that `docs/state-changes.md` shows. Without them, Terraform replaces the aliases.
  EOT
  type        = bool
  default     = false
  nullable    = false
}
