//! Where results are, as an address says.

use std::path::PathBuf;

use openclaw_domain::port::files::FileError;
use url::Url;

/// What an address names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A folder of this machine.
    Folder(PathBuf),
    /// A bucket.
    Bucket {
        /// Its name.
        name: String,
        /// What all keys stand below; may be empty.
        prefix: String,
    },
}

impl Place {
    /// Reads an address: a folder, as `file:///var/lib/openclaw` or as a plain path; or a bucket, as
    /// `s3://bucket/prefix`.
    pub fn parse(address: &str) -> Result<Self, FileError> {
        let unsupported = || {
            FileError(format!(
                "`{address}` names no file store: use a folder's path, file:///its/path, or \
                 s3://bucket/prefix"
            ))
        };
        if !address.contains("://") {
            return if address.is_empty() {
                Err(unsupported())
            } else {
                Ok(Self::Folder(address.into()))
            };
        }
        let url = Url::parse(address).map_err(|_| unsupported())?;
        match url.scheme() {
            "file" => {
                let folder = url.to_file_path().map_err(|()| unsupported())?;
                Ok(Self::Folder(folder))
            }
            "s3" => Ok(Self::Bucket {
                name: url.host_str().ok_or_else(unsupported)?.to_owned(),
                prefix: url.path().to_owned(),
            }),
            _ => Err(unsupported()),
        }
    }
}
