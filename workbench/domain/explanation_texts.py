"""The sentences that explain a Dockerfile's instructions, in English and in Brazilian Portuguese."""

LANGUAGES = ("en", "pt")

# The order of the pairs is that of LANGUAGES; braces take a value of the instruction itself.
INSTRUCTIONS: dict[str, tuple[str, str]] = {
    "FROM": (
        "Starts from the image {value}: all its layers come first.",
        "Começa da imagem {value}: todas as camadas dela vêm primeiro.",
    ),
    "FROM stage": (
        "Starts a stage named {stage} from {value}; only what is copied out of it lasts.",
        "Começa uma etapa chamada {stage} a partir de {value}; só fica o que for copiado dela.",
    ),
    "FROM scratch": (
        "Starts from nothing: the image holds only what is put into it.",
        "Começa do zero: a imagem só contém o que for colocado nela.",
    ),
    "RUN": (
        "Runs a command while the image is built and keeps the files that it changes as a layer.",
        "Executa um comando durante a construção e guarda como camada os arquivos que ele muda.",
    ),
    "COPY": (
        "Copies files into the image.",
        "Copia arquivos para a imagem.",
    ),
    "COPY context": (
        "Copies files from the build context into the image.",
        "Copia arquivos do contexto de construção para a imagem.",
    ),
    "ADD": (
        "Adds files to the image; local tar archives are unpacked, web addresses are downloaded.",
        "Adiciona arquivos à imagem; descompacta arquivos tar locais e baixa endereços da web.",
    ),
    "ADD base": (
        "Puts a whole file system into the image: this is where a base image begins.",
        "Coloca um sistema de arquivos inteiro na imagem: é aqui que uma imagem base começa.",
    ),
    "ADD web": (
        "Downloads a file from the web into the image.",
        "Baixa um arquivo da web para a imagem.",
    ),
    "ENV": (
        "Sets environment variables, for later steps and for every container: {value}.",
        "Define variáveis de ambiente para os próximos passos e para todo contêiner: {value}.",
    ),
    "ARG": (
        "Takes a value that the build may be given; containers do not see it, but the history does: {value}.",
        "Recebe um valor dado na construção; o contêiner não o vê, mas o histórico sim: {value}.",
    ),
    "WORKDIR": (
        "Makes {value} the current folder, for later steps and for containers, and creates it if need be.",
        "Torna {value} a pasta atual, para os próximos passos e os contêineres, e a cria se preciso.",
    ),
    "USER": (
        "Runs later steps and containers as {value}, not as root.",
        "Executa os próximos passos e os contêineres como {value}, e não como root.",
    ),
    "USER root": (
        "Runs later steps and containers as root, who may do anything inside.",
        "Executa os próximos passos e os contêineres como root, que pode tudo lá dentro.",
    ),
    "EXPOSE": (
        "Notes that the app listens on {value}; nothing is published until a container is run with -p.",
        "Registra que o app escuta em {value}; nada é publicado até rodar um contêiner com -p.",
    ),
    "VOLUME": (
        "Keeps {value} outside the container's layer: each container gets a volume there.",
        "Mantém {value} fora da camada do contêiner: cada contêiner ganha um volume ali.",
    ),
    "CMD": (
        "Names the default command of a container; words after `docker run IMAGE` replace it.",
        "Indica o comando padrão do contêiner; palavras após `docker run IMAGEM` o substituem.",
    ),
    "CMD shell": (
        "Names the default command of a container, run by a shell that does not pass signals on.",
        "Indica o comando padrão do contêiner, executado por um shell que não repassa sinais.",
    ),
    "ENTRYPOINT": (
        "Names the program that a container always starts; the command's words become its arguments.",
        "Indica o programa que o contêiner sempre inicia; as palavras do comando viram argumentos.",
    ),
    "ENTRYPOINT shell": (
        "Names the command line that a container always starts, in a shell: it gets no signals or arguments.",
        "Indica a linha que o contêiner sempre inicia, num shell: não recebe sinais nem argumentos.",
    ),
    "LABEL": (
        "Attaches notes to the image that tools can read: {value}.",
        "Anexa à imagem notas que ferramentas podem ler: {value}.",
    ),
    "HEALTHCHECK": (
        "Tells the engine how to find out whether the app is healthy.",
        "Diz ao Docker como descobrir se o app está saudável.",
    ),
    "HEALTHCHECK none": (
        "Turns off a health check that the base image brought.",
        "Desliga uma verificação de saúde que veio da imagem base.",
    ),
    "SHELL": (
        "Chooses the shell that runs later commands written without brackets: {value}.",
        "Escolhe o shell dos próximos comandos escritos sem colchetes: {value}.",
    ),
    "STOPSIGNAL": (
        "Stops containers with the signal {value}.",
        "Para os contêineres com o sinal {value}.",
    ),
    "ONBUILD": (
        "Waits: it runs when another image is built from this one: {value}.",
        "Espera: só executa quando outra imagem é construída a partir desta: {value}.",
    ),
    "MAINTAINER": (
        "Names the author; labels have taken its place.",
        "Indica o autor; labels tomaram o seu lugar.",
    ),
    "": (
        "Made by a tool that does not say what it did.",
        "Feito por uma ferramenta que não diz o que fez.",
    ),
}

FLAGS: dict[tuple[str, str], tuple[str, str]] = {
    ("FROM", "platform"): ("For the platform {value}.", "Para a plataforma {value}."),
    ("COPY", "from"): (
        "They come from {value}, not from the context.",
        "Vêm de {value}, e não do contexto.",
    ),
    ("COPY", "chown"): ("They belong to {value}.", "Passam a pertencer a {value}."),
    ("COPY", "chmod"): ("Their permissions become {value}.", "As permissões passam a ser {value}."),
    ("COPY", "link"): (
        "As a layer of its own, which stays cached when earlier layers change.",
        "Como camada independente, que continua em cache quando camadas anteriores mudam.",
    ),
    ("COPY", "parents"): ("With the folders above them.", "Com as pastas acima deles."),
    ("COPY", "exclude"): ("Without {value}.", "Sem {value}."),
    ("ADD", "checksum"): ("Only if its checksum is right.", "Só se a soma de verificação estiver certa."),
    ("ADD", "keep-git-dir"): (
        "With the history of the Git repository.",
        "Com o histórico do repositório Git.",
    ),
    ("ADD", "unpack"): ("Unpacked or not: {value}.", "Descompactado ou não: {value}."),
    ("RUN", "mount cache"): (
        "A cache kept between builds is there meanwhile; it is not part of the image.",
        "Um cache guardado entre construções fica disponível; ele não entra na imagem.",
    ),
    ("RUN", "mount bind"): (
        "Files of the context or of a stage are there meanwhile; they are not part of the image.",
        "Arquivos do contexto ou de uma etapa ficam disponíveis; não entram na imagem.",
    ),
    ("RUN", "mount secret"): (
        "A secret can be read meanwhile; it leaves no trace in the image.",
        "Um segredo pode ser lido; ele não deixa rastro na imagem.",
    ),
    ("RUN", "mount ssh"): (
        "Your SSH keys can be used meanwhile; they are not part of the image.",
        "Suas chaves SSH podem ser usadas; elas não entram na imagem.",
    ),
    ("RUN", "mount tmpfs"): (
        "A folder in memory is there meanwhile.",
        "Uma pasta em memória fica disponível.",
    ),
    ("RUN", "network"): ("With the network {value}.", "Com a rede {value}."),
    ("RUN", "security"): ("In the security mode {value}.", "No modo de segurança {value}."),
    ("HEALTHCHECK", "interval"): ("Every {value}.", "A cada {value}."),
    ("HEALTHCHECK", "timeout"): ("It may take {value}.", "Pode levar {value}."),
    ("HEALTHCHECK", "start-period"): (
        "Failures in the first {value} do not count.",
        "Falhas nos primeiros {value} não contam.",
    ),
    ("HEALTHCHECK", "start-interval"): ("Every {value} while it starts.", "A cada {value} enquanto inicia."),
    ("HEALTHCHECK", "retries"): (
        "Unhealthy after {value} failures in a row.",
        "Não saudável após {value} falhas seguidas.",
    ),
}

COMMANDS: dict[str, tuple[str, str]] = {
    "system packages": ("Installs system packages.", "Instala pacotes do sistema."),
    "python packages": ("Installs Python packages.", "Instala pacotes Python."),
    "node packages": ("Installs Node.js packages.", "Instala pacotes Node.js."),
    "build": ("Compiles a program.", "Compila um programa."),
    "download": ("Downloads files.", "Baixa arquivos."),
    "clone": ("Fetches a Git repository.", "Busca um repositório Git."),
    "user": ("Creates a user or a group.", "Cria um usuário ou um grupo."),
    "owner": (
        "Changes owners or permissions: each file that it touches is stored once more.",
        "Muda donos ou permissões: cada arquivo tocado é guardado mais uma vez.",
    ),
    "clean": (
        "Removes files: that frees space only for what this same step made.",
        "Remove arquivos: isso só libera espaço do que este mesmo passo criou.",
    ),
    "folder": ("Makes folders or links.", "Cria pastas ou links."),
}
