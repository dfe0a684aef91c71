/** What a directive of scope domain is where no line sets it. */
export interface Default {
  /** Null where none is known. */
  readonly value: string | null;
  /** The directive whose effective value it is, where that one is set. */
  readonly from: string | null;
}

/** A line each: the directive, its default ("-" where none is known), the directive that it follows. */
const ROWS = `
  add-gm-token -
  add-x-msys-api-header false
  allow-cancel-during-transfer true
  allow-priority-interruption yes
  allow-priority-interruption-during-transfer no
  assume-delivery-upon-data-termination-timeout false
  auth-password -
  auth-username -
  backoff-max-connect-rate unlimited max-connect-rate
  backoff-max-data-volume-rate unlimited max-data-volume-rate
  backoff-max-msg-rate unlimited max-msg-rate
  backoff-max-smtp-out 20
  backoff-notify -
  backoff-reroute-to-virtual-mta -
  backoff-retry-after 1h
  backoff-to-normal-after never
  backoff-to-normal-after-delivery false
  backoff-upon-all-sources-disabled false
  bcc-upon-delivery -
  bounce-after 4d12h
  bounce-upon-5xx-greeting true
  bounce-upon-no-mx false
  bounce-upon-pix-transfer-failure false
  bounce-upon-transfer-failure false
  check-mfrom-outbound -
  check-pra-outbound -
  check-spf-outbound false
  command -
  connect-timeout 2m
  connection-idle-timeout 0
  data-send-timeout 3m
  default-smtp-port 25
  deliver-local-dsn true
  delivery-priority -
  disable-acct-records -
  disable-mx-rollup false
  disabled-source-ip-notify -
  discard-as-bounce false
  dk-sign -
  dkim-add-body-limit false
  dkim-add-timestamp false
  dkim-algorithm rsa-sha256
  dkim-body-canon relaxed
  dkim-disallow-adding-headers -
  dkim-expire-after never
  dkim-headers -
  dkim-headers-canon relaxed
  dkim-identity sender-or-from
  dkim-identity-fallback -
  dkim-query-method -
  dkim-sign false
  dsn-format standard
  file-destination -
  file-format newfile-plain
  http-delivery-extra-headers -
  http-delivery-url -
  ignore-8bitmime false
  ignore-chunking false
  ignore-dsn false
  ignore-pipelining false
  log-commands false
  log-connections false
  log-data false
  log-disabled-ips false
  log-messages -
  log-resolution false
  log-tls false
  log-transfer-failures false
  macro-variables-preserve-case false
  max-cold-virtual-mta-msg 0/d
  max-connect-rate unlimited
  max-data-volume-rate unlimited
  max-errors-per-connection unlimited
  max-events-recorded 10
  max-msg-per-connection 0
  max-msg-rate unlimited
  max-rcpt-per-message 1000
  max-rcpt-per-transaction 1000
  max-smtp-out 20
  max-smtp-out-per-source-ip -
  mx-connection-attempts 10
  notify-of-delay-every 4h
  pix-bug-workaround true
  queue-priority 50
  queue-to -
  reenable-source-ip-after never
  remove-header -
  replace-smtp-421-service-response false
  require-starttls false
  reroute-to-virtual-mta -
  retry-after 10m
  retry-after-dns-error 1m
  retry-recipients-after 10m
  retry-upon-new-mail false
  reuse-ssl-session false
  second-dkim-add-body-limit -
  second-dkim-add-timestamp -
  second-dkim-algorithm -
  second-dkim-body-canon -
  second-dkim-disallow-adding-headers -
  second-dkim-expire-after -
  second-dkim-headers -
  second-dkim-headers-canon -
  second-dkim-identity -
  second-dkim-identity-fallback -
  second-dkim-query-method -
  second-dkim-sign -
  smtp-421-means-mx-unavailable no
  smtp-553-means-invalid-mailbox yes
  smtp-client-certificate -
  smtp-data-termination-timeout 10m
  smtp-greeting-timeout 5m
  smtp-hosts -
  smtp-multiple-line-response-timeout 5m
  smtp-out-rampup-interval 0
  smtp-pattern-list -
  smtp-tls-allow-sslv3 -
  smtp-tls-allow-tlsv1 false
  smtp-tls-allow-tlsv1.1 true
  smtp-tls-allow-tlsv1.2 true
  smtp-tls-allow-tlsv1.3 true
  smtp-tls-ca-file -
  smtp-tls-ciphers HIGH:!ADH:@STRENGTH
  smtp-tls-tlsv1.3-ciphersuites TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256
  source-ip-max-connect-rate -
  source-ip-max-data-volume-rate -
  source-ip-max-msg-rate -
  source-ip-max-smtp-out -
  sparkpost-ip-pool -
  sparkpost-sandbox false
  track-recipient-events false
  type smtp
  use-dane false
  use-mta-sts false
  use-starttls true
  use-unencrypted-plain-auth false
`;

/** The directives that a <domain> block takes, by their present names. */
export const DEFAULTS: ReadonlyMap<string, Default> = new Map(
  ROWS.trim()
    .split('\n')
    .map((row) => {
      const [name = '', value = '-', from = null] = row.trim().split(' ');
      return [name, { value: value === '-' ? null : value, from }];
    }),
);
