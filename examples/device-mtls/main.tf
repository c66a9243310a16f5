# Devices with a client certificate. A device gets a token over mutual TLS from the provider, which binds it to the
# certificate (RFC 8705). A stolen token is useless without the private key of the device.

module "authorizer" {
  source = "../../" # yours: source = "OWNER/jwt-authorizer/aws", version = "~> 0.1"

  name                     = "device-mtls-example"
  issuer                   = var.issuer
  audience                 = var.audience
  ca_certificates_pem      = var.ca_certificates_pem
  certificate_bound_tokens = "required"
  # Required: an answer holds only for the client that has the certificate.
  result_cache_ttl_seconds = 0
  http_apis                = { telemetry = { id = aws_apigatewayv2_api.telemetry.id } }
}

resource "aws_apigatewayv2_api" "telemetry" {
  name          = "device-mtls-example"
  protocol_type = "HTTP"
  # Only the custom domain asks for a certificate.
  disable_execute_api_endpoint = true
}

resource "aws_apigatewayv2_route" "telemetry" {
  api_id             = aws_apigatewayv2_api.telemetry.id
  route_key          = "POST /telemetry"
  target             = "integrations/${aws_apigatewayv2_integration.backend.id}"
  authorization_type = "CUSTOM"
  authorizer_id      = module.authorizer.http_authorizer_ids["telemetry"]
}

resource "aws_apigatewayv2_integration" "backend" {
  api_id             = aws_apigatewayv2_api.telemetry.id
  integration_type   = "HTTP_PROXY"
  integration_method = "POST"
  integration_uri    = var.backend_url
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.telemetry.id
  name        = "$default"
  auto_deploy = true
}

# The domain, which accepts only clients with a certificate of your device CA.

# The bucket holds the certificate of your CA, which is no secret.
#trivy:ignore:AVD-AWS-0088 S3 encrypts with a key of its own, and a certificate is no secret.
#trivy:ignore:AVD-AWS-0089 Only API Gateway and Terraform read it.
#trivy:ignore:AVD-AWS-0132 S3 encrypts with a key of its own, and a certificate is no secret.
resource "aws_s3_bucket" "truststore" {
  #checkov:skip=CKV_AWS_18:Only API Gateway and Terraform read it.
  #checkov:skip=CKV_AWS_144:The API has one region.
  #checkov:skip=CKV_AWS_145:S3 encrypts with a key of its own, and a certificate is no secret.
  #checkov:skip=CKV2_AWS_61:Every version of the truststore may be in use.
  #checkov:skip=CKV2_AWS_62:Nothing needs to know of a change.
  bucket_prefix = "device-mtls-example-"
  force_destroy = true
}

resource "aws_s3_bucket_public_access_block" "truststore" {
  bucket                  = aws_s3_bucket.truststore.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "truststore" {
  bucket = aws_s3_bucket.truststore.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_object" "truststore" {
  bucket  = aws_s3_bucket_versioning.truststore.bucket
  key     = "device-ca.pem"
  content = var.device_ca_pem
}

resource "aws_apigatewayv2_domain_name" "devices" {
  domain_name = var.domain_name

  domain_name_configuration {
    certificate_arn = var.certificate_arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }

  mutual_tls_authentication {
    truststore_uri     = "s3://${aws_s3_object.truststore.bucket}/${aws_s3_object.truststore.key}"
    truststore_version = aws_s3_object.truststore.version_id
  }
}

resource "aws_apigatewayv2_api_mapping" "devices" {
  api_id      = aws_apigatewayv2_api.telemetry.id
  domain_name = aws_apigatewayv2_domain_name.devices.id
  stage       = aws_apigatewayv2_stage.default.id
}
