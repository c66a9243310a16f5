# Kubernetes, a cluster whose issuer the function can't reach. Replace the names, and jwks by the output of:
# kubectl get --raw /openid/v1/jwks
trusted_issuers = {
  cluster = {
    issuer          = "https://kubernetes.default.svc.cluster.local"
    audience        = ["https://orders.example.com"]
    required_claims = [{ name = "sub", any = ["system:serviceaccount:NAMESPACE:SERVICE_ACCOUNT"] }]

    jwks = <<-JSON
      {"keys":[{"use":"sig","kty":"RSA","kid":"KEY_ID","alg":"RS256","n":"MODULUS","e":"AQAB"}]}
    JSON
  }
}
