legal-effective = In force from { $effective }. Version { $version }
terms-title = Terms of service
privacy-title = Privacy policy
refunds-title = Refund policy
ai-title = AI notice
