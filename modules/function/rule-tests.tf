# What the rules must let tokens do, and what not: while Terraform plans, and before anything is created.

module "rule_tests" {
  source = "../rule-tests"

  rules        = var.rules
  strict_paths = var.strict_paths
  # Rules with faults have been refused; what they would do is nobody's business.
  rule_tests = jsondecode(length(local.rule_faults) == 0 ? jsonencode(var.rule_tests) : "[]")
}
