# Attaches the same API in several ways, to compare the triggers. OpenTofu cannot compare the outputs of several runs.

variable "function" {
  type = any
}

variable "changes" {
  description = "Attributes of `function` and `api` that differ, by a name for the change."
  type        = any
}

module "attached" {
  source   = "../.."
  for_each = var.changes

  function = merge(var.function, lookup(each.value, "function", {}))
  api      = merge({ id = "a1b2c3" }, lookup(each.value, "api", {}))
}

output "triggers" {
  value = { for name, attached in module.attached : name => attached.redeployment_trigger }
}
