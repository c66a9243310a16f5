# The module by itself: no provider, and no resource.

variables {
  rules = [
    { methods = ["GET"], paths = ["/orders", "/orders/*"], scopes = ["orders:read"] },
    { paths = ["/tenants/{tenant}/*"], claims = [{ name = "/realm_access/roles", any = ["member"] }] },
    { effect = "deny", paths = ["/*"], claims = [{ name = "suspended", any = [true] }] },
  ]
}

run "rules_that_do_as_they_should_pass" {
  command = plan

  variables {
    rule_tests = [
      { claims = jsonencode({ scope = "openid orders:read" }), allow = ["GET /orders", "GET /orders/1"], deny = ["POST /orders", "GET /orders/../x"] },
      { claims = jsonencode({ tenant = "acme", realm_access = { roles = ["member"] } }), allow = ["PUT /tenants/acme/a"], deny = ["PUT /tenants/other/a"] },
      { claims = jsonencode({ scope = "orders:read", suspended = true }), deny = ["GET /orders", "$connect"] },
    ]
  }

  assert {
    condition     = output.expectations == 8
    error_message = "Every request must be counted."
  }
}

run "rules_that_do_not_fail_the_plan" {
  command = plan

  variables {
    rule_tests = [{ claims = jsonencode({ scope = "orders:read" }), allow = ["DELETE /orders/1"] }]
  }

  expect_failures = [output.expectations]
}

run "without_rules_a_token_may_call_everything" {
  command = plan

  variables {
    rules      = null
    rule_tests = [{ claims = "{}", allow = ["GET /", "$connect", "PATCH /a/../b"] }]
  }

  assert {
    condition     = output.expectations == 3
    error_message = "Without rules everything is allowed."
  }
}
