"""Why a file cannot be evidence, and what to do instead, in both languages."""

from __future__ import annotations

from plumbline.errors import RecordError
from plumbline.text import Text

TAKEN = Text("Attach a PDF, a photograph (JPEG, PNG, WebP), or a DOCX or XLSX document",
             "请上传PDF、照片（JPEG、PNG、WebP）、DOCX或XLSX文件")
AS_PDF = Text("Open it, print or export it as a PDF, and attach that", "请打开该文件，打印或导出为PDF后再上传")
AGAIN = Text("Get the file once more from where it was made, see whether it opens, and attach it again",
             "请从来源处重新取得该文件，确认能够打开后再上传")
WORDS: dict[str, tuple[Text, Text]] = {
    "empty": (Text("the file is empty", "文件为空"), AGAIN),
    "type": (Text("this is not a type of file that can be evidence", "该文件类型不能作为佐证材料"), TAKEN),
    "web-page": (Text("this is a web page, whatever its name says", "无论文件名如何，该文件实为网页"), AS_PDF),
    "program": (Text("this is a program", "该文件是程序"), TAKEN),
    "heic": (Text("this is a photograph in HEIC or AVIF format, which many computers cannot show",
                  "该照片为HEIC或AVIF格式，许多计算机无法显示"),
             Text("Save it as JPEG and attach that; a phone does so when its camera is set to 'most compatible'",
                  "请另存为JPEG后上传；也可在手机相机设置中选择“兼容性最佳”")),
    "old-office": (Text("this is an old or a protected office document", "这是旧版格式或受密码保护的办公文档"),
                   Text("Save it as DOCX or XLSX without a password, or as PDF",
                        "请另存为不带密码的DOCX或XLSX，或导出为PDF")),
    "two-things": (Text("the file is two things at once: it hides another file in itself",
                        "该文件同时是两种文件：其中隐藏了另一文件"), AS_PDF),
    "png-end": (Text("the picture is cut short, or goes on after its end", "图片不完整，或在结尾之后还有内容"), AGAIN),
    "broken": (Text("the file is damaged and cannot be opened", "文件已损坏，无法打开"), AGAIN),
    "pixels": (Text("the picture is larger than any camera takes", "图片尺寸过大，超出相机所能拍摄的范围"),
               Text("Make it smaller, at most 120 million pixels, and attach it again",
                    "请缩小至1.2亿像素以内后再上传")),
    "encrypted": (Text("the file is locked with a password or rights", "文件设有密码或权限限制"),
                  Text("Save it without protection and attach that", "请取消保护后另存并上传")),
    "script": (Text("this PDF holds a program (JavaScript)", "该PDF含有程序（JavaScript）"), AS_PDF),
    "launch": (Text("this PDF starts other programs or takes in other files",
                    "该PDF会启动其他程序或载入其他文件"), AS_PDF),
    "film": (Text("this PDF holds films or other moving parts", "该PDF含有影片或其他动态内容"), AS_PDF),
    "xfa": (Text("this PDF is a form of a kind that only one program shows (XFA)",
                 "该PDF为XFA表单，仅个别程序能够显示"), AS_PDF),
    "macros": (Text("this document holds macros or controls", "该文档含有宏或控件"),
               Text("Save it as DOCX or XLSX without macros, or as PDF", "请另存为不含宏的DOCX或XLSX，或导出为PDF")),
    "fetches": (Text("this document fetches a template or data from elsewhere when it is opened",
                     "该文档打开时会从其他位置载入模板或数据"), AS_PDF),
    "bomb": (Text("this document unpacks to far more than a document holds", "该文档解压后的内容远超正常文档"), AS_PDF),
    "slow": (Text("the file takes too long or too much memory to check", "检查该文件耗时过长或占用内存过多"),
             Text("Divide it, or print it as a simpler PDF, and attach that", "请拆分文件，或打印为较简单的PDF后上传")),
    "too-large": (Text("the file is larger than {most} MB", "文件超过{most} MB"),
                  Text("Make it smaller or divide it", "请压缩或拆分后上传")),
    "name": (Text("the name ends in '.{ending}', but the content is {type}", "文件名以“.{ending}”结尾，内容却是{type}"),
             Text("Give the file its right ending, .{right}, if it is what you mean to attach",
                  "如确为所需文件，请将扩展名改为.{right}后上传")),
}


class Refused(RecordError):
    """A file that cannot be evidence; ``reason`` and ``remedy`` say so in both languages."""

    def __init__(self, code: str, name: str, **holes: object) -> None:
        self.code = code
        reason, remedy = WORDS[code]
        self.reason, self.remedy = _filled(reason, holes), _filled(remedy, holes)
        super().__init__(self.reason.en, where=name, next_step=self.remedy.en)


def _filled(text: Text, holes: dict[str, object]) -> Text:
    def say(language: str) -> str:
        said = {name: value.say(language) if isinstance(value, Text) else value for name, value in holes.items()}
        return text.say(language).format(**said) if holes else text.say(language)

    return Text(say("en"), say("zh-hans"))
