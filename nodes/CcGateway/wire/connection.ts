/** Where a gateway is and how it is trusted. */
export interface Connection {
	/** Name or address, IPv6 without brackets. */
	readonly host: string;
	readonly port: number;
	/** `https://host:port`, as messages name it. */
	readonly origin: string;
	/** The only certificates that are trusted, PEM; '' for those that Node.js trusts. */
	readonly ca: string;
	/** SHA-256 of the certificates in `ca`: a gateway that shows one of them needs no matching name. */
	readonly pinned: readonly string[];
	/** The name that the certificate has to be for. */
	readonly serverName: string;
	readonly ignoreSslIssues: boolean;
	/** Equal for two connections with the same address and trust, and only for those. */
	readonly key: string;
}
