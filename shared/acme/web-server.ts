import { publishedPath } from "./published.ts";

/**
 * What the administrator puts into the web server's configuration once. Any token is answered with the account key's thumbprint
 * (RFC 8555 section 8.3), so that no renewal touches the server; and the published file is handed out to the mailbox.
 */
export interface WebServerFacts {
  readonly thumbprint: string;
  /** Path of the published file on the server. */
  readonly file: string;
}

export const webServers = ["nginx", "apache"] as const;
export type WebServer = (typeof webServers)[number];

const nginx = ({
  thumbprint,
  file,
}: WebServerFacts): string => `# nginx: into the server block of the domain, for port 80 and port 443
location ~ "^/\\.well-known/acme-challenge/([-_a-zA-Z0-9]{16,200})$" {
    default_type text/plain;
    return 200 "$1.${thumbprint}";
}
location = ${publishedPath} {
    alias ${file};
    default_type application/json;
    add_header Access-Control-Allow-Origin "*";
    add_header Cache-Control "no-store";
}
`;

const apache = ({
  thumbprint,
  file,
}: WebServerFacts): string => `# Apache: into the VirtualHost of the domain, for port 80 and port 443 (a2enmod rewrite headers alias)
<LocationMatch "^/\\.well-known/acme-challenge/(?<token>[-_a-zA-Z0-9]{16,200})$">
    RewriteEngine On
    ErrorDocument 200 "%{ENV:MATCH_TOKEN}.${thumbprint}"
    RewriteRule ^ - [L,R=200]
</LocationMatch>
Alias "${publishedPath}" "${file}"
<Location "${publishedPath}">
    Require all granted
    ForceType application/json
    Header set Access-Control-Allow-Origin "*"
    Header set Cache-Control "no-store"
</Location>
`;

const snippets: Readonly<Record<WebServer, (facts: WebServerFacts) => string>> = { nginx, apache };

/** The lines for one kind of web server. */
export const webServerLines = (server: WebServer, facts: WebServerFacts): string => snippets[server](facts);
