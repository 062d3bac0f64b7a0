"""Reading Dockerfiles: the one place to import it from."""

from workbench.domain.dockerfile_parser import parse_dockerfile
from workbench.domain.dockerfile_settings import StageCommand, StageSettings, final_settings
from workbench.domain.dockerfile_stages import base_images, buildkit_features, final_base, is_exact_tag
from workbench.domain.dockerfile_values import Dockerfile, DockerfileProblem, Instruction, Stage

__all__ = [
    "Dockerfile",
    "DockerfileProblem",
    "Instruction",
    "Stage",
    "StageCommand",
    "StageSettings",
    "base_images",
    "buildkit_features",
    "final_base",
    "final_settings",
    "is_exact_tag",
    "parse_dockerfile",
]
